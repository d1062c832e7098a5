// Clean: the blocks of a page, what each is, whether it belongs to the article, and its text. All by
// mouse and by keyboard; every change is a step that undo takes back.
const KINDS = ["title", "lead", "paragraph", "caption", "byline", "date", "furniture"];
const FILTERS = ["all", "kept", "aside"];
let article = null;
const AT_ONCE = 300; // blocks: the repairs of longer articles are looked for when asked for
let side = "source";
let data = null; // the last answer
let focused = 0; // index of a block
let editing = null; // the block whose text is being corrected: {index, before, box}
const steps = new Steps({ screen: "clean", load: () => load(), payload: () => ({ article, document: data?.document ?? null }) });

const repairs = new Repairs({ server, article: () => article, make: (repair) => steps.take(repair.name, repair.changes),
  closed: () => propose() });

// Looks for repairs where the page has changed since; of long articles they are asked for.
function propose() {
  if (!data || !repairs.moved(`${data.document} ${data.mark}`)) return;
  if (data.has_english && !data.job?.active && data.blocks.length <= AT_ONCE) repairs.look();
}

// ---- reading ---------------------------------------------------------------------------------
async function load() {
  const [asked, askedSide] = [article, side];
  const answer = await call(server, "blocks", { article: asked, side: askedSide });
  if (asked !== article || askedSide !== side || root.hidden) return;
  if (!answer.ok) {
    explain(part("problem"), answer);
    if (answer.code === "offline") steps.watch(steps.mark);
    return;
  }
  const document_ = data?.document;
  data = answer;
  side = answer.side;
  if (document_ !== answer.document) focused = 0;
  songngu.heading(answer.title, answer.article_language);
  part("sides").hidden = part("repairs").hidden = !answer.has_english;
  for (const each of ["source", "english"]) part(`side-${each}`).setAttribute("aria-pressed", String(each === side));
  steps.next(answer);
  steps.job(answer.job);
  steps.watch(answer.mark);
  show();
  propose();
}

const visible = ({ kept }) => part("filter").value === "all" || (part("filter").value === "kept") === kept;

function show() {
  focused = Math.max(0, Math.min(focused, data.blocks.length - 1));
  const held = root.contains(document.activeElement) && document.activeElement.closest(".sg-clean-block") !== null;
  const control = document.activeElement?.dataset?.control ?? null;
  const wanted = named(data.blocks).map((item, index) => ({ ...item, index })).filter(({ block }) => visible(block));
  if (wanted.length && !visible(data.blocks[focused])) focused = wanted[0].index;
  strip.show(wanted);
  part("nothing").hidden = wanted.length > 0;
  const kept = data.blocks.filter((block) => block.kept).length;
  const sentences = data.blocks.reduce((sum, block) => sum + block.segments.length, 0);
  say(part("state"), "clean.summary", { kept, aside: data.blocks.length - kept, sentences });
  if (held) focusOn(focused, control);
}

// Blocks have no ids that stay while others are cut and joined: they are known by what is in them,
// and by how many of the same are before.
function named(blocks) {
  const seen = new Map();
  return blocks.map((block) => {
    const key = block.segments.length ? `segment ${block.segments[0][0]}` : `text ${block.text}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return { block, id: `${data.document} ${key} ${seen.get(key)}` };
  });
}

const LINE = 70; // characters in a line of a block, about
const strip = new Strip(part("list"), {
  space: "li",
  id: (item) => item.id,
  key: ({ block }) => JSON.stringify(block),
  height: ({ block }) => 46 + 24 * Math.ceil(block.text.length / LINE),
  make: ({ block }) => blockElement(block),
  gone: () => {},
  put: () => number(),
});

// Elements know no index of their own: a block cut far above must not rebuild those below it.
function number() {
  for (const { place, element } of strip.shown) {
    const { index } = strip.items[place];
    element.dataset.block = index;
    element.tabIndex = index === focused ? 0 : -1;
    const label = String(index + 1);
    const number_ = element.querySelector(".sg-links-number");
    if (number_.textContent !== label) number_.textContent = label;
    for (const control of element.querySelectorAll("[data-control]")) control.tabIndex = index === focused ? 0 : -1;
  }
  if (elementOf(focused) === null && strip.shown.length) strip.shown[0].element.tabIndex = 0;
}

const elementOf = (index) => part("list").querySelector(`[data-block="${index}"]`);
const indexOf = (element) => Number(element.closest(".sg-clean-block").dataset.block);

function blockElement(block) {
  const kind = h("select.sg-clean-kind", { label: "clean.kind", "data-control": "kind",
    onchange: (event) => label(indexOf(event.target), { kind: event.target.value }) },
    ...KINDS.map((each) => h("option", { value: each, words: `kind.${each}` })));
  kind.value = block.kind;
  const button = (name, words, run) => h("button.sg-small", { type: "button", words, "data-control": name,
    onclick: (event) => run(indexOf(event.target)) });
  const text = block.segments.length
    ? block.segments.flatMap(([id, sentence, approved], place) => [
      place ? h("span.sg-clean-seam", { "aria-hidden": "true" }) : null,
      h("span", { text: sentence, "data-segment": id, "data-approved": approved ? "yes" : null }), " "])
    : [block.text];
  const approved = block.segments.filter((segment) => segment[2]).length;
  const facts = h("span.sg-clean-facts", {});
  if (!block.kept) facts.append(h("span", { words: "clean.is-aside" }));
  else if (!block.translated) facts.append(h("span", { words: "clean.not-translated" }));
  else facts.append(h("span", { words: [block.segments.length === 1 ? "clean.one-sentence" : "clean.sentences", { n: block.segments.length }] }));
  if (approved) facts.append(h("span.sg-clean-approved", { words: ["clean.approved", { n: approved }] }));
  return h("li.sg-clean-block", { tabindex: "-1", "data-kept": block.kept ? "yes" : "no", "data-kind": block.kind,
    onfocus: (event) => { if (event.target === event.currentTarget) { focused = indexOf(event.target); number(); } },
    onfocusin: (event) => { const index = indexOf(event.target); if (index !== focused) { focused = index; number(); } },
    ondblclick: (event) => { if (!event.target.closest("select, button, textarea")) edit(indexOf(event.target)); },
  },
  h("span.sg-links-number", {}),
  h("div.sg-clean-body", {}, h("p.sg-clean-text", { lang: data.language }, ...text), facts),
  h("div.sg-clean-tools", {}, kind,
    button("keep", block.kept ? "clean.set-aside" : "clean.restore", (index) => label(index, { kept: !data.blocks[index].kept })),
    button("edit", "clean.edit", edit), button("cut", "clean.cut", cut),
    block.kept ? button("join", "clean.join", join) : null));
}

// ---- focus -------------------------------------------------------------------------------------
function focusOn(index, control = null) {
  focused = index;
  strip.reach(strip.items.find((item) => item.index === index)?.id);
  number();
  const element = elementOf(index);
  if (!element) return;
  const target = control ? element.querySelector(`[data-control="${control}"]`) ?? element : element;
  target.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const order = strip.items.map((item) => item.index);
  const next = order[order.indexOf(focused) + by];
  if (next !== undefined) focusOn(next);
}

// ---- changing ----------------------------------------------------------------------------------
const label = (block, what) => steps.take("label", { block, ...what });

async function join(block) { await steps.take("join", { block }); }

async function cut(block) {
  const { text } = data.blocks[block];
  const place = await chooseCut({ words: "clean.cut.head", text, language: data.language });
  if (place) await steps.take("cut", { block, offset: place.offset, before: text });
}

function edit(index) {
  if (editing) { editing.box.focus(); return; }
  const element = elementOf(index);
  const before = data.blocks[index].text;
  const box = h("textarea.sg-box", { value: before, lang: data.language, label: "clean.edit.label", spellcheck: false,
    onkeydown: (event) => {
      if (composing(event)) return;
      if (event.key === "Escape") { event.preventDefault(); stop(true); }
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); save(); }
    } });
  const tools = h("div.sg-buttons", {},
    h("button.sg-small.sg-clean-save", { type: "button", words: "clean.edit.save", onclick: () => save() }),
    h("button.sg-small", { type: "button", words: "dialog.cancel", onclick: () => stop(true) }),
    h("span.sg-hint", { words: "clean.edit.hint" }));
  const form = h("div.sg-clean-edit", { "data-editing": "yes", "data-held": "yes" }, box, tools);
  const body = element.querySelector(".sg-clean-body");
  body.hidden = true;
  body.after(form);
  editing = { index, before, box, form, body };
  box.focus();
  box.setSelectionRange(0, 0);
}

function stop(refocus) {
  const { index, form, body } = editing;
  editing = null;
  form.remove();
  body.hidden = false;
  if (refocus) focusOn(index);
}

async function save() {
  const { index, before, box } = editing;
  const text = box.value;
  if (text.trim() === before) { stop(true); return; }
  if (!text.trim()) { songngu.toast(["clean.edit.empty", {}], { mood: "bad" }); box.focus(); return; }
  box.readOnly = true;
  root.setAttribute("aria-busy", "true");
  // The form stays, with what was typed, until the server has it.
  const answer = await call(server, "correct_block", { ...steps.payload(), block: index, text, before });
  box.readOnly = false;
  if (!answer.ok) {
    root.removeAttribute("aria-busy");
    explain(part("problem"), answer);
    box.focus();
    return;
  }
  part("problem").hidden = true;
  stop(false);
  steps.next(answer);
  await load();
  root.removeAttribute("aria-busy");
  focusOn(index);
}

// The browser asks before a correction is lost that nothing has stored.
addEventListener("beforeunload", (event) => { if (editing && editing.box.value !== editing.before) event.preventDefault(); });

// ---- keys and controls -------------------------------------------------------------------------
const onBlock = () => data !== null && editing === null && document.activeElement?.classList.contains("sg-clean-block");
const key = (keys, words, run, when = onBlock) => songngu.shortcut({ screen: "clean", keys, words, when, run });
key(["ArrowDown"], "clean.key.down", () => step(1));
key(["ArrowUp"], "clean.key.up", () => step(-1));
key(["Space"], "clean.key.keep", () => label(focused, { kept: !data.blocks[focused].kept }));
key(["Enter"], "clean.edit", () => edit(focused));
key(["K"], "clean.cut", () => cut(focused));
key(["J"], "clean.join", () => join(focused));
KINDS.forEach((kind, place) => key([String(place + 1)], `clean.key.${kind}`, () => label(focused, { kind })));
key(["P"], "repairs.open", () => repairs.open(), () => data?.has_english && editing === null);
key(["Tab"], "clean.key.tools", () => {}, () => false);

for (const filter of FILTERS) part("filter").append(h("option", { value: filter, words: `clean.show.${filter}` }));
part("filter").addEventListener("change", () => show());
for (const each of ["source", "english"]) {
  part(`side-${each}`).addEventListener("click", () => { if (side !== each && !editing) { side = each; load(); } });
}

songngu.screen("clean", {
  root,
  async show(place) {
    if (place.article !== article) {
      article = place.article;
      side = "source";
      data = null;
      if (editing) stop(false);
      strip.show([]);
      repairs.clear();
      part("problem").hidden = true;
    }
    await load();
  },
  hide() { steps.stop(); },
});
