// Which words stand for which: those at the caret or under the pointer are marked on both sides, in
// the source by a highlight of the browser's, in the box by an echo of its text laid over it. `desk`
// gives {server, rowOf(element)}.
const WORDS_MS = 160; // the pointer on its way passes over words
const WORDS_TYPED_MS = 600; // after the last key

class WordLinks {
  constructor(element, desk) {
    this.desk = desk;
    this.known = new Map(); // row → {text, links}
    this.timer = null;
    this.shown = null;
    this.echo = h("div.sg-echo", { "aria-hidden": "true" });
    element.addEventListener("mousemove", (event) => this.hovered(event));
    element.addEventListener("mouseleave", () => this.left());
    element.addEventListener("focusout", () => this.clear());
    for (const name of ["keyup", "mouseup", "focusin"]) element.addEventListener(name, (event) => this.caret(event.target));
    element.addEventListener("input", (event) => { this.clear(); this.later(() => this.caret(event.target, 0), WORDS_TYPED_MS); });
  }

  later(run, delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(run, delay);
  }

  // ---- where the caret or the pointer is ---------------------------------------------------------
  caret(box, delay = WORDS_MS) {
    if (!box?.classList?.contains("sg-box") || box !== document.activeElement) return;
    const row = this.desk.rowOf(box);
    if (row) this.later(() => this.point(row, "target", box.selectionStart), delay);
  }

  hovered(event) {
    const row = this.desk.rowOf(event.target);
    const side = event.target === row?.box ? "target" : row?.text.contains(event.target) ? "source" : null;
    if (side === null) { this.left(); return; }
    const at = spot(side === "target" ? row.box : row.text, event.clientX, event.clientY);
    if (at === null) { this.left(); return; }
    this.over = true;
    this.later(() => this.point(row, side, at), WORDS_MS);
  }

  // What the pointer showed goes, and the words at the caret are marked again.
  left() {
    if (!this.over) return;
    this.over = false;
    this.clear();
    this.caret(document.activeElement);
  }

  // ---- which words those are ---------------------------------------------------------------------
  async links(row) {
    const text = row.box.value;
    const known = this.known.get(row);
    if (known?.text === text && known.source === row.source) return known.links;
    const answer = await call(this.desk.server, "words", { source: row.source, text });
    const links = answer.ok ? answer.links : [];
    this.known.set(row, { text, source: row.source, links });
    return links;
  }

  async point(row, side, at) {
    const asked = this.asked = {};
    const text = row.box.value;
    const links = await this.links(row);
    if (asked !== this.asked || text !== row.box.value || !row.box.isConnected) return;
    const here = links.filter((link) => link[side][0] <= at && at <= link[side][1]);
    const sure = Math.max(...here.map((link) => link.probability));
    const one = here.find((link) => link.probability === sure)?.[side];
    const found = links.filter((link) => one && link[side][0] < one[1] && one[0] < link[side][1]);
    this.clear();
    if (found.length) this.show(row, found);
  }

  // ---- the marks ---------------------------------------------------------------------------------
  show(row, links) {
    this.shown = { row, links };
    row.element.dataset.words = "yes";
    const ranges = links.map((link) => range(row.text, ...link.source)).filter(Boolean);
    if (globalThis.Highlight && CSS.highlights) CSS.highlights.set("sg-words", new Highlight(...ranges));
    const { box } = row;
    const parts = [];
    let from = 0;
    for (const [start, end] of links.map((link) => link.target).sort((one, other) => one[0] - other[0])) {
      if (start < from) continue;
      parts.push(box.value.slice(from, start), h("mark", { text: box.value.slice(start, end) }));
      from = end;
    }
    this.echo.replaceChildren(...parts, box.value.slice(from));
    Object.assign(this.echo.style, { left: `${box.offsetLeft}px`, top: `${box.offsetTop}px`,
      width: `${box.offsetWidth}px`, height: `${box.offsetHeight}px` });
    box.after(this.echo);
  }

  clear() {
    this.asked = null;
    clearTimeout(this.timer);
    if (!this.shown) return;
    delete this.shown.row.element.dataset.words;
    this.shown = null;
    CSS.highlights?.delete("sg-words");
    this.echo.remove();
  }

  // The source was written anew, with its terms marked.
  renew(row) {
    if (this.shown?.row === row) this.show(row, this.shown.links);
  }

  forget(row) {
    if (this.shown?.row === row) this.clear();
    this.known.delete(row);
  }
}

// The offset in an element's text that lies under a point; null where the browser cannot say.
function spot(element, x, y) {
  const place = document.caretPositionFromPoint?.(x, y);
  const range_ = place ? null : document.caretRangeFromPoint?.(x, y);
  const node = place?.offsetNode ?? range_?.startContainer;
  const offset = place?.offset ?? range_?.startOffset;
  if (node === element && element.value !== undefined) return offset;
  if (!node || node.nodeType !== Node.TEXT_NODE || !element.contains(node)) return null;
  let at = 0;
  for (const each of textNodes(element)) {
    if (each === node) return at + offset;
    at += each.data.length;
  }
  return null;
}

function range(element, start, end) {
  const made = document.createRange();
  let at = 0;
  let begun = false;
  for (const node of textNodes(element)) {
    const stop = at + node.data.length;
    if (!begun && start < stop) { made.setStart(node, start - at); begun = true; }
    if (begun && end <= stop) { made.setEnd(node, end - at); return made; }
    at = stop;
  }
  return null;
}

function textNodes(element) {
  const found = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}
