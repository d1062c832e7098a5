// Links: two columns of sentences with ribbons between those that belong together. Selected and
// changed by mouse and by keyboard; every change is a step that undo takes back.
const DOUBT = 0.8;
let article = null;
let data = null; // the last answer, its lists whole
let cards = new Map(); // segment id → {element, side, index, bead}
let focused = null; // segment id
const selected = new Set();
const sectionLinks = new WeakMap(); // element of a section → its links
let sectionOf = new Map(); // segment id → id of its section
let sum = null; // what the line above the list says
const explanation = new Explanation({ server, focus: () => data && cards.has(focused)
  ? { article, version: data.version, bead: data.beads[cards.get(focused).bead] } : null });
const steps = new Steps({ screen: "links", load: (focus) => load(focus), payload: () => ({ article, english: data?.english ?? null }) });

// ---- reading ---------------------------------------------------------------------------------
async function load(focus = null) {
  const asked = article;
  const answer = await call(server, "links", { article: asked, version: data?.version ?? null });
  if (asked !== article || root.hidden) return;
  if (!answer.ok) {
    explain(part("problem"), answer);
    if (answer.code === "offline") steps.watch(steps.mark);
    return;
  }
  for (const name of ["source", "target", "beads"]) {
    const { at, gone, put } = answer[name];
    answer[name] = answer.since === null ? put : data[name].toSpliced(at, gone, ...put);
  }
  data = answer;
  songngu.heading(answer.title, answer.language);
  const linked = answer.english !== null;
  for (const name of ["bar", "columns", "list"]) part(name).hidden = !linked;
  part("empty").hidden = linked;
  if (!linked && !part("why").hidden) explanation.toggle();
  part("to-desk").replaceChildren(songngu.link("a.sg-links-desk", { article }, { words: "links.none.do" }));
  part("stale").hidden = !answer.stale;
  steps.next(answer);
  steps.job(answer.job);
  steps.watch(answer.mark);
  show();
  if (focus !== null && cards.has(focus)) focusOn(focus);
}

// ---- sections: as much of both columns as hangs together ----------------------------------------
function sections() {
  const [sources, targets] = [data.source, data.target];
  const at = { source: new Map(sources.map(([id], i) => [id, i])), target: new Map(targets.map(([id], j) => [id, j])) };
  const beadOf = { source: new Map(), target: new Map() };
  data.beads.forEach(([source, target], number) => {
    source.forEach((id) => beadOf.source.set(at.source.get(id), number));
    target.forEach((id) => beadOf.target.set(at.target.get(id), number));
  });
  const last = (ids, side) => ids.reduce((most, id) => Math.max(most, at[side].get(id) + 1), 0);
  const found = [];
  let [i, j] = [0, 0];
  while (i < sources.length || j < targets.length) {
    const alone = j < targets.length && data.beads[beadOf.target.get(j)][0].length === 0;
    let [endSource, endTarget] = [i, j];
    if (alone || i >= sources.length) endTarget = j + 1;
    else endSource = i + 1;
    let [seenSource, seenTarget] = [i, j];
    while (seenSource < endSource || seenTarget < endTarget) {
      const bead = data.beads[seenSource < endSource ? beadOf.source.get(seenSource++) : beadOf.target.get(seenTarget++)];
      endSource = Math.max(endSource, last(bead[0], "source"));
      endTarget = Math.max(endTarget, last(bead[1], "target"));
    }
    found.push({ source: [i, endSource], target: [j, endTarget] });
    [i, j] = [endSource, endTarget];
  }
  return { found, beadOf };
}

function show() {
  cards = new Map();
  sectionOf = new Map();
  const { found, beadOf } = data.english === null ? { found: [], beadOf: null } : sections();
  const items = found.map((section) => {
    const sides = ["source", "target"].map((side) => data[side].slice(...section[side]).map((passage, k) => {
      const index = section[side][0] + k;
      cards.set(passage[0], { side, index, bead: beadOf[side].get(index), passage });
      return passage;
    }));
    const id = sides.flat()[0][0];
    for (const [each] of sides.flat()) sectionOf.set(each, id);
    const beads = [...new Set(sides.flat().map(([each]) => cards.get(each).bead))].map((number) => data.beads[number]);
    return { id, sides, beads };
  });
  for (const id of [...selected]) if (!cards.has(id)) selected.delete(id);
  const last = focused;
  if (focused !== null && !cards.has(focused)) focused = null;
  if (focused === null && items.length) focused = items[0].sides.flat()[0][0];
  sum = summary();
  const held = document.activeElement?.closest?.(".sg-links-card") ?? null;
  strip.show(items);
  // What had the focus was made anew, or is gone.
  if (held && !held.isConnected) focusOn(cards.has(last) ? last : focused);
}

const LINE = 46; // characters in a line of a card, about
const strip = new Strip(part("list"), {
  id: (section) => section.id,
  // Numbers are not part of it: they are put in place below, so that a split far above costs little.
  key: ({ sides, beads }) => JSON.stringify([sides, beads]),
  height: ({ sides }) => 6 + Math.max(...sides.map((side) => side.reduce((tall, [, text]) => tall + 24 + 23 * Math.ceil(text.length / LINE), 0)), 42),
  make: ({ sides, beads }) => sectionElement(sides, beads),
  gone: (element) => {
    size.unobserve(element);
    for (const each of element.querySelectorAll(".sg-links-card")) elements.delete(Number(each.dataset.segment));
  },
  put: () => { number(); mark(); },
});

function sectionElement(sides, beads) {
  const gutter = h("div.sg-links-gutter", { "aria-hidden": "true" });
  const columns = sides.map((side, n) => h("div.sg-links-side", { "data-side": n ? "target" : "source" },
    ...(side.length ? side.map((passage) => card(passage, n ? "target" : "source")) : [h("p.sg-gap", { words: n ? "links.no-english" : "links.no-source" })])));
  const element = h("div.sg-links-section", {}, columns[0], gutter, columns[1]);
  sectionLinks.set(element, beads.filter(([source, target]) => source.length && target.length));
  size.observe(element);
  return element;
}

function card([id, text, kind], side) {
  const bead = data.beads[cards.get(id).bead];
  const alone = !(bead[0].length && bead[1].length);
  const facts = h("span.sg-links-facts", {});
  if (kind !== "paragraph") facts.append(h("span", { words: `kind.${kind}` }));
  if (alone && bead[3]) facts.append(h("span.sg-links-hand", { words: "links.alone-by-hand" }));
  else if (alone) facts.append(h("span", { words: "links.alone" }));
  const told = alone ? null : h("span.sg-hidden", { words: [bead[3] ? "links.card.fixed" : "links.card", { n: (side === "source" ? bead[1] : bead[0]).length, percent: percent(bead[2]) }] });
  const element = h("button.sg-links-card", { type: "button", draggable: "true", tabindex: "-1", "data-segment": id, "data-side": side,
    "data-alone": alone ? "yes" : "no", "aria-pressed": "false",
    onclick: (event) => pressed(id, event), onfocus: () => { focused = id; mark(); },
    ondragstart: (event) => { event.dataTransfer.setData("application/x-songngu-segment", String(id)); event.dataTransfer.effectAllowed = "move"; dragged = id; event.currentTarget.dataset.held = "yes"; },
    ondragend: (event) => { dragged = null; delete event.currentTarget.dataset.held; for (const over of root.querySelectorAll("[data-over]")) delete over.dataset.over; },
    ondragover: (event) => { if (dragged !== null && dragged !== id) { event.preventDefault(); event.currentTarget.dataset.over = "yes"; } },
    ondragleave: (event) => { delete event.currentTarget.dataset.over; },
    ondrop: (event) => { event.preventDefault(); const from = dragged; dragged = null; if (from !== null) moveTo(from, id); },
  }, h("span.sg-links-number", { text: cards.get(id).index + 1 }),
  h("span.sg-links-text", { text, lang: side === "source" ? data.language : "en" }), facts, told);
  elements.set(id, element);
  return element;
}

let dragged = null;
const elements = new Map(); // segment id → card
const elementOf = (id) => elements.get(id) ?? null;

// ---- numbers, selection, focus ------------------------------------------------------------------
function number() {
  for (const [id, element] of elements) {
    const text = String(cards.get(id).index + 1);
    if (element.firstChild.textContent !== text) element.firstChild.textContent = text;
  }
}

let marked = [];
function mark() {
  for (const element of marked) { element.tabIndex = -1; element.setAttribute("aria-pressed", "false"); delete element.dataset.bead; }
  marked = [];
  const touch = (id, change) => { const element = elementOf(id); if (element) { change(element); marked.push(element); } };
  for (const id of selected) touch(id, (element) => element.setAttribute("aria-pressed", "true"));
  if (focused !== null && cards.has(focused)) {
    const [source, target] = data.beads[cards.get(focused).bead];
    for (const id of [...source, ...target]) touch(id, (element) => { element.dataset.bead = "focused"; });
  }
  // The one that Tab comes to: the focused, or the first one in sight where that is far away.
  const entry = elementOf(focused) ?? strip.elements()[0]?.querySelector(".sg-links-card");
  if (entry) { entry.tabIndex = 0; marked.push(entry); }
  const chosen = chosenSides();
  part("merge").disabled = chosen.source.length > 1 && chosen.target.length > 1;
  if (selected.size) say(part("state"), "links.selected", { source: chosen.source.length, target: chosen.target.length });
  else if (sum) say(part("state"), "links.summary", sum);
  explanation.follow();
}

function summary() {
  const doubtful = data.beads.filter(isDoubtful).length;
  return { links: data.beads.filter(([s, e]) => s.length && e.length).length, doubtful, fixed: data.beads.filter((bead) => bead[3]).length };
}

const isDoubtful = ([source, target, confidence, fixed]) => !fixed && (!source.length || !target.length || confidence < DOUBT);

function chosenSides() {
  const ids = selected.size ? [...selected] : focused !== null ? [focused] : [];
  const of = (side) => ids.filter((id) => cards.get(id)?.side === side).sort((a, b) => cards.get(a).index - cards.get(b).index);
  return { source: of("source"), target: of("target") };
}

function pressed(id, event) {
  focused = id;
  if (selected.has(id)) selected.delete(id);
  else if (event.shiftKey) between(id);
  else selected.add(id);
  mark();
}

function between(id) {
  const { side, index } = cards.get(id);
  const others = [...selected].map((each) => cards.get(each)).filter((each) => each.side === side).map((each) => each.index);
  const from = others.length ? others.reduce((a, b) => (Math.abs(b - index) < Math.abs(a - index) ? b : a)) : index;
  for (let at = Math.min(from, index); at <= Math.max(from, index); at += 1) selected.add(data[side][at][0]);
}

function focusOn(id) {
  focused = id;
  strip.reach(sectionOf.get(id));
  const element = elementOf(id);
  if (!element) return;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
  mark();
}

function step(by) {
  const { side, index } = cards.get(focused);
  const next = data[side][index + by];
  if (next) focusOn(next[0]);
}

function across(side) {
  const here = cards.get(focused);
  if (here.side === side) return;
  const [source, target] = data.beads[here.bead];
  const [linked] = side === "source" ? source : target;
  if (linked !== undefined) { focusOn(linked); return; }
  // Nothing is linked with it: the sentence that stands nearest.
  const top = elementOf(focused).getBoundingClientRect().top;
  const near = [...part("list").querySelectorAll(`.sg-links-card[data-side="${side}"]`)]
    .map((element) => [Math.abs(element.getBoundingClientRect().top - top), element]).sort((a, b) => a[0] - b[0])[0];
  if (near) focusOn(Number(near[1].dataset.segment));
}

function nextDoubtful(by) {
  const order = strip.items.flatMap(({ sides }) => sides.flat().map(([id]) => id));
  const here = order.indexOf(focused);
  const bead = focused === null ? null : cards.get(focused).bead;
  const sorted = by > 0 ? [...order.slice(here + 1), ...order.slice(0, here + 1)] : [...order.slice(0, here).reverse(), ...order.slice(here).reverse()];
  const found = sorted.find((id) => cards.get(id).bead !== bead && isDoubtful(data.beads[cards.get(id).bead]));
  if (found === undefined) songngu.toast(["links.no-doubt", {}], { mood: "good", seconds: 3 });
  else focusOn(found);
}

// ---- changing ----------------------------------------------------------------------------------
async function change(name, more) {
  const answer = await steps.take(name, more);
  if (answer) selected.clear();
  if (data) mark();
  return answer;
}

function link() {
  const { source, target } = chosenSides();
  if (!source.length || !target.length) { songngu.toast(["links.choose-both", {}], { mood: "bad" }); return; }
  change("link", { source, target });
}

function unlink() {
  const { source, target } = chosenSides();
  if (source.length + target.length) change("unlink", { segments: [...source, ...target] });
}

function release() {
  const { source, target } = chosenSides();
  const segments = [...source, ...target].filter((id) => data.beads[cards.get(id).bead][3]);
  if (!segments.length) { songngu.toast(["links.not-fixed", {}], {}); return; }
  change("release", { segments });
}

// A sentence joins the link of another one, on either side.
function moveTo(id, other) {
  const [source, target] = data.beads[cards.get(other).bead];
  const join = (ids, side) => [...new Set([...ids, ...(cards.get(id).side === side ? [id] : [])])];
  change("link", { source: join(source, "source"), target: join(target, "target") }).then(() => { if (cards.has(id)) focusOn(id); });
}

function move(by) {
  const { side, index, bead } = cards.get(focused);
  for (let at = index + by; data[side][at]; at += by) {
    const other = cards.get(data[side][at][0]);
    const [source, target] = data.beads[other.bead];
    if (other.bead !== bead && source.length && target.length) { moveTo(focused, data[side][at][0]); return; }
  }
}

async function split() {
  const { source, target } = chosenSides();
  const [id] = selected.size ? [...source, ...target] : [focused];
  if (id === undefined || id === null) return;
  const own = cards.get(id).side === "source";
  // Read now: what is saved on the desk does not count as a change of the links.
  const now = await call(server, "segment", { document: own ? article : data.english, segment: id });
  if (!now.ok) { await steps.refused(now); return; }
  const saved = own ? now.saved : null;
  const cut = await chooseCut({ words: "links.split.head", text: now.text, language: own ? data.language : "en", translation: saved });
  if (cut) change("split", { segment: id, text: now.text, saved, ...cut });
}

function merge() {
  const { source, target } = chosenSides();
  let segments = source.length > 1 ? source : target;
  if (segments.length < 2) {
    const { side, index } = cards.get(focused);
    segments = data[side].slice(index, index + 2).map(([id]) => id);
  }
  if (segments.length > 1) change("merge", { segments });
}

async function realign() {
  const answer = await change("realign", {});
  if (answer) songngu.toast(["links.realigned", sum], { mood: "good" });
}

// ---- ribbons -----------------------------------------------------------------------------------
function draw(section) {
  if (!section.isConnected) return;
  drawRibbons(section.querySelector(".sg-links-gutter"), (sectionLinks.get(section) ?? []).map(([source, target, confidence, fixed]) => ({
    source: source.map((id) => section.querySelector(`[data-segment="${id}"]`)),
    target: target.map((id) => section.querySelector(`[data-segment="${id}"]`)),
    confidence, fixed,
    press: () => { selected.clear(); for (const id of [...source, ...target]) selected.add(id); focusOn(source[0]); },
  })));
}
const size = new ResizeObserver((entries) => { for (const { target } of entries) draw(target); });

// ---- keys --------------------------------------------------------------------------------------
const onCard = () => focused !== null && document.activeElement?.closest?.(".sg-links-card") !== null;
const key = (keys, words, run, when = () => data?.english != null && focused !== null) =>
  songngu.shortcut({ screen: "links", keys, words, when, run });
key(["ArrowDown"], "links.key.down", () => step(1), onCard);
key(["ArrowUp"], "links.key.up", () => step(-1), onCard);
key(["ArrowLeft"], "links.key.left", () => across("source"), onCard);
key(["ArrowRight"], "links.key.right", () => across("target"), onCard);
songngu.shortcut({ screen: "links", keys: ["Space"], words: "links.key.select", when: () => false, run() {} });
key(["Shift+ArrowDown"], "links.key.extend", () => { selected.add(focused); step(1); selected.add(focused); mark(); }, onCard);
key(["Shift+ArrowUp"], null, () => { selected.add(focused); step(-1); selected.add(focused); mark(); }, onCard);
key(["L"], "links.link", link);
key(["U"], "links.unlink", unlink);
key(["R"], "links.release", release);
key(["S"], "links.split", split);
key(["M"], "links.merge", merge);
key(["Alt+ArrowUp"], "links.key.move-up", () => move(-1), onCard);
key(["Alt+ArrowDown"], "links.key.move-down", () => move(1), onCard);
key(["N"], "links.doubtful", () => nextDoubtful(1));
key(["Shift+N"], "links.key.doubtful-before", () => nextDoubtful(-1));
key(["W"], "links.why", () => explanation.toggle());
key(["A"], "links.realign", realign);
key(["Enter"], "links.key.desk", () => songngu.go({ article, segment: cards.get(focused).side === "source" ? focused : data.beads[cards.get(focused).bead][0][0] ?? null }), onCard);
key(["Escape"], "links.key.clear", () => { selected.clear(); mark(); }, () => selected.size > 0);
for (const [name, run] of Object.entries({ link, unlink, release, split, merge, realign, doubtful: () => nextDoubtful(1), reasons: () => explanation.toggle() })) {
  part(name).addEventListener("click", run);
}

songngu.screen("links", {
  root,
  async show(place) {
    if (place.article !== article) {
      article = place.article;
      data = null;
      focused = null;
      selected.clear();
      strip.show([]);
      part("problem").hidden = true;
    }
    await load(place.segment);
  },
  hide() { steps.stop(); },
});
