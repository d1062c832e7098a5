// A long article on the page: its groups of segments in chunks, of which only those near the window
// are filled. `source` gives data: { rows: Map(id → row), english: Map(id → text), fetch(ids, ids) }.
const CHUNK = 40; // groups
const AHEAD = "1600px";
const LINE = 24; // pixels of a line of text, for chunks not yet filled
const PER_LINE = 46; // characters in it

class Windows {
  constructor(list, source, build) {
    this.list = list;
    this.source = source;
    this.build = build; // (group) → element
    this.chunks = [];
    this.of = new Map(); // segment → chunk
    this.near = new IntersectionObserver((seen) => this.look(seen), { rootMargin: `${AHEAD} 0px` });
  }

  // Puts up groups; those whose rows are known are filled at once, so that nothing flashes.
  show(groups, lines) {
    this.clear();
    for (let at = 0; at < groups.length; at += CHUNK) {
      const part = groups.slice(at, at + CHUNK);
      const chunk = { groups: part, element: h("li.sg-chunk"), inside: h("ol"), filled: null, near: false };
      chunk.element.append(chunk.inside);
      chunk.element.style.minBlockSize = `${height(part, lines)}px`;
      chunk.element.chunk = chunk;
      for (const group of part) for (const id of group.source) this.of.set(id, chunk);
      this.chunks.push(chunk);
    }
    for (const chunk of this.chunks) if (this.known(chunk)) this.put(chunk);
    this.list.replaceChildren(...this.chunks.map((chunk) => chunk.element));
    for (const chunk of this.chunks) this.near.observe(chunk.element);
  }

  clear() {
    this.near.disconnect();
    this.chunks = [];
    this.of.clear();
    this.list.replaceChildren();
  }

  known(chunk) {
    const { rows, english } = this.source;
    return chunk.groups.every((group) => group.source.every((id) => rows.has(id))
      && group.target.every((id) => english.has(id)));
  }

  look(seen) {
    for (const { target, isIntersecting } of seen) {
      target.chunk.near = isIntersecting;
      if (isIntersecting) this.fill(target.chunk);
      else this.empty(target.chunk);
    }
  }

  // Resolves when the chunk is filled; to false where the server did not answer.
  async fill(chunk) {
    if (chunk.filled) return true;
    if (!this.known(chunk)) {
      chunk.coming ??= this.source.fetch(chunk.groups.flatMap((group) => group.source),
        chunk.groups.flatMap((group) => group.target));
      const came = await chunk.coming;
      chunk.coming = null;
      if (!came || !this.chunks.includes(chunk)) return false;
    }
    if (!chunk.filled) this.put(chunk);
    return true;
  }

  put(chunk) {
    if (!this.known(chunk)) return;
    chunk.inside.replaceChildren(...chunk.groups.map((group) => this.build(group)));
    chunk.element.style.minBlockSize = "";
    chunk.filled = true;
  }

  // What is far away makes room, unless somebody is at work in it.
  empty(chunk) {
    if (!chunk.filled || this.chunks.length < 4) return;
    const ids = chunk.groups.flatMap((group) => group.source);
    if (!this.source.leave(ids)) return;
    chunk.element.style.minBlockSize = `${chunk.element.offsetHeight}px`;
    chunk.inside.replaceChildren();
    chunk.filled = null;
  }

  loaded() { return this.chunks.filter((chunk) => chunk.filled); }

  async reach(id) {
    const chunk = this.of.get(id);
    return chunk ? this.fill(chunk) : false;
  }
}

function height(groups, lines) {
  let sum = 0;
  for (const group of groups) {
    let own = 0;
    for (const id of group.source) {
      const line = lines.get(id);
      own += 48 + LINE * Math.ceil(Math.max(line?.source ?? 0, line?.target ?? 0) / PER_LINE);
    }
    sum += Math.max(own, 60);
  }
  return sum;
}
