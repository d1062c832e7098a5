// Terms and translation memory: two lists under one search, so that the memory is a concordance.
const KINDS = {
  terms: { find: "find_terms", rows: "terms", remove: "delete_terms", formats: ["csv", "tsv", "tmx", "jsonl"], accept: ".csv,.tsv,.txt,.tmx,.jsonl" },
  memory: { find: "find_units", rows: "units", remove: "delete_units", formats: ["tmx", "tsv", "jsonl"], accept: ".tmx,.tsv,.jsonl" },
};
let kind = null;
let page = 0;
let asked = 0;

async function list() {
  if (songngu.place().screen !== "terms") return;
  const search = part("search").value.trim();
  const turn = (asked += 1);
  part("problem").hidden = true; // now, not with the answer: another problem may be told meanwhile
  // What the other list holds is counted too: a word not among the terms may be in the memory.
  const [answer, counts] = await Promise.all([
    call(server, KINDS[kind].find, { search, page }), call(server, "counts", { search }),
  ]);
  if (turn !== asked) return;
  if (!answer.ok) { explain(part("problem"), answer); return; }
  for (const each of Object.keys(KINDS)) say(part(`kind-${each}`), `terms.kind-${each}`, { n: counts.ok ? counts[each] : "" });
  shown(answer, search);
}

function shown(answer, search) {
  const found = answer[KINDS[kind].rows];
  part("empty").hidden = found.length > 0 || search !== "";
  say(part("empty-head"), `terms.empty-${kind}`);
  part("empty-steps").replaceChildren(...[1, 2, 3].map((n) => h("li", { words: `terms.empty-${kind}-${n}` })));
  part("nothing").hidden = found.length > 0 || search === "";
  part("table").hidden = found.length === 0;
  part("table").dataset.kind = kind;
  say(part("caption"), `terms.caption-${kind}`);
  say(part("third"), kind === "terms" ? "term.note" : "terms.from");
  const words = search ? wanted(search) : [];
  part("list").replaceChildren(...found.map((each) => (kind === "terms" ? termRow(each, words) : unitRow(each, words))));
  const first = answer.page * answer.page_size;
  part("pages").hidden = answer.n_found <= answer.page_size;
  part("earlier").disabled = answer.page === 0;
  part("later").disabled = first + found.length >= answer.n_found;
  say(part("range"), "terms.range", { from: first + 1, to: first + found.length, n: answer.n_found });
}

// ---- what was looked for, marked ---------------------------------------------------------------
// Case and diacritics do not count, as on the server; each folded character knows where it was.
function folded(text) {
  let plain = "";
  const places = [];
  [...text].reduce((at, char) => {
    const bare = char.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
    for (const each of bare) { plain += each; places.push(at); }
    return at + char.length;
  }, 0);
  return { plain, places: [...places, text.length] };
}

function wanted(search) {
  const parts = search.split('"');
  return parts.flatMap((each, index) => (index % 2 ? [each.trim().replace(/\s+/g, " ")] : each.split(/\s+/)))
    .map((each) => folded(each).plain).filter(Boolean);
}

function marked(selector, text, words, options = {}) {
  const { plain, places } = folded(text);
  const spans = words.flatMap((word) => {
    const found = [];
    for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + word.length)) found.push([places[at], places[at + word.length]]);
    return found;
  }).sort((one, other) => one[0] - other[0]);
  const element = h(selector, options);
  let end = 0;
  for (const [from, to] of spans) {
    if (from < end) continue;
    element.append(text.slice(end, from), h("mark", { text: text.slice(from, to) }));
    end = to;
  }
  element.append(text.slice(end));
  return element;
}

// ---- rows --------------------------------------------------------------------------------------
function termRow(term, words) {
  const by = term.editor && term.changed_at ? h("p.sg-last", { words: ["terms.by", { editor: term.editor, time: moment(term.changed_at) }] }) : null;
  return h("tr", { "data-term": term.id },
    h("th", { scope: "row" }, marked("span.sg-term-text", term.source, words, { lang: term.source_language })),
    h("td", {}, marked("span.sg-term-text", term.target, words, { lang: term.target_language })),
    h("td", {}, marked("span", term.note, words), by),
    h("td.sg-actions", {}, actions(term, () => change(term))));
}

function unitRow(unit, words) {
  const from = unit.document_id !== null
    ? songngu.link("a", { article: unit.document_id, segment: unit.segment_id }, { words: "terms.from-article" })
    : unit.origin ? h("span", { text: unit.origin }) : null;
  const sure = unit.confidence === null ? h("p.sg-last", { words: "terms.by-person" })
    : h("p.sg-last", { words: ["terms.confidence", { percent: percent(unit.confidence) }] });
  return h("tr", { "data-unit": unit.id },
    h("th", { scope: "row" }, marked("span", unit.source, words, { lang: unit.source_language })),
    h("td", {}, marked("span", unit.target, words, { lang: unit.target_language })),
    h("td", {}, from, sure),
    h("td.sg-actions", {}, actions(unit, () => changeUnit(unit))));
}

function actions(each, edit) {
  const about = { source: each.source.slice(0, 60) };
  return h("div.sg-row-buttons", {},
    h("button.sg-small", { type: "button", words: "terms.edit", label: ["terms.edit-it", about], onclick: edit }),
    h("button.sg-small", { type: "button", words: "terms.delete", label: ["terms.delete-it", about], "data-kind": "danger", onclick: () => remove(each) }));
}

async function change(term) {
  if (await termDialog(server, term)) list();
}

async function add(known = {}) {
  const term = await termDialog(server, known);
  if (!term) return null;
  songngu.toast(["terms.saved", { source: term.source, target: term.target }], { mood: "good" });
  list();
  return term;
}

async function changeUnit(unit) {
  const box = (name, language) => h("textarea.sg-box", { id: `sg-unit-${name}`, lang: language, rows: 3, value: unit[name] });
  const boxes = { source: box("source", unit.source_language), target: box("target", unit.target_language) };
  const problem = h("p.sg-problem", { role: "alert", hidden: true });
  const line = (name) => h("div.sg-field", {}, h("label", { htmlFor: `sg-unit-${name}`, words: `term.${name}` }), boxes[name]);
  const check = async () => {
    const answer = await call(server, "save_unit", { ...unit, source: boxes.source.value, target: boxes.target.value });
    if (!answer.ok) explain(problem, answer);
    return answer.ok;
  };
  const saved = await songngu.dialog({ words: "terms.change-unit", wide: true, body: [line("source"), line("target"), problem],
    buttons: [{ words: "dialog.cancel", value: null }, { words: "term.save", kind: "primary", value: true, check }] });
  if (saved) list();
}

// Nothing is asked before deleting; what was deleted can be put back as long as it is told.
async function remove(each) {
  const what = kind;
  const answer = await call(server, KINDS[what].remove, { ids: [each.id] });
  if (!answer.ok) { explain(part("problem"), answer); return; }
  list();
  const { id, ...term } = each;
  songngu.toast(["terms.deleted", { source: each.source.slice(0, 60) }], { action: { words: "terms.undo", run: async () => {
    const back = what === "terms" ? await call(server, "save_term", term) : await call(server, "restore_unit", each);
    if (back.ok) list();
    else explain(part("problem"), back);
  } } });
}

// ---- files: jobs in the server, watched from here ----------------------------------------------
async function importFile(file) {
  if (file.size > settings.max_bytes) {
    explain(part("problem"), { ok: false, code: "file-big", found: (file.size / MB).toFixed(0), limit: settings.max_bytes / MB });
    return;
  }
  const answer = await call(server, "import_file", { what: kind, name: file.name, base64: await encoded(file) });
  if (!answer.ok) explain(part("problem"), answer);
  else watch(answer.job, (job) => {
    songngu.toast([`terms.imported-${job.settings.what}`, job.settings.outcome ?? {}], { mood: "good", seconds: 12 });
    list();
  });
}

async function exportFile(format) {
  part("export").open = false;
  const answer = await call(server, "export_file", { what: kind, format });
  if (!answer.ok) { explain(part("problem"), answer); return; }
  watch(answer.job, async (job) => {
    const file = await call(server, "result", { id: job.id });
    if (file.ok) saveFile(file.name, file.base64);
    else explain(part("problem"), file);
  });
}

async function watch(id, finished) {
  part("problem").hidden = true;
  part("working").hidden = false;
  for (;;) {
    const answer = await call(server, "job", { id });
    if (!answer.ok) { part("working").hidden = true; explain(part("problem"), answer); return; }
    const { progress } = answer.job;
    if (!progress.active) {
      part("working").hidden = true;
      if (progress.state === "done") finished(answer.job);
      else explain(part("problem"), { ok: false, code: progress.state === "failed" ? "file-refused" : "file-left", message: progress.message });
      return;
    }
    const left = progress.remaining_s === null ? "" : duration(progress.remaining_s);
    say(part("working"), left ? "terms.working-left" : "terms.working", { done: progress.done, total: progress.total, left });
    await new Promise((resolve) => { setTimeout(resolve, 400); });
  }
}

function offerFormats(what) {
  part("import").accept = KINDS[what].accept;
  part("formats").replaceChildren(...KINDS[what].formats.map((format) =>
    h("button", { type: "button", words: `format.${format}`, onclick: () => exportFile(format) })));
}

// ---- which list --------------------------------------------------------------------------------
function turn(to, { focus = false } = {}) {
  if (kind !== to) offerFormats(to); // only then: a press on one of them may be under way
  kind = to;
  page = 0;
  for (const each of Object.keys(KINDS)) {
    part(`kind-${each}`).setAttribute("aria-selected", String(each === kind));
    part(`kind-${each}`).tabIndex = each === kind ? 0 : -1;
  }
  if (focus) part(`kind-${kind}`).focus();
  part("panel").setAttribute("aria-labelledby", `sg-kind-${kind}`);
  part("add").hidden = kind !== "terms";
  list();
}

function show() {
  const address = new URLSearchParams(location.search);
  const q = address.get("q");
  // The address holds it trimmed: the space before a next word, just typed, has to stay.
  if (q !== null && q !== part("search").value.trim()) part("search").value = q;
  turn(address.get("kind") === "memory" ? "memory" : "terms");
}

// The address keeps what is looked for: a reload or a link shows the same.
function remember() {
  const q = part("search").value.trim() || null;
  songngu.go({ screen: "terms", q, kind: kind === "memory" ? "memory" : null }, { replace: true });
}

for (const each of Object.keys(KINDS)) {
  part(`kind-${each}`).addEventListener("click", () => { turn(each); remember(); });
  part(`kind-${each}`).addEventListener("keydown", (event) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    event.preventDefault();
    turn(kind === "terms" ? "memory" : "terms", { focus: true });
  });
}
let searchTimer = null;
part("search").addEventListener("input", () => { clearTimeout(searchTimer); searchTimer = setTimeout(remember, 250); });
part("add").addEventListener("click", () => add());
part("import").addEventListener("change", (event) => { if (event.target.files[0]) importFile(event.target.files[0]); event.target.value = ""; });
part("export").addEventListener("focusout", (event) => { if (!part("export").contains(event.relatedTarget)) part("export").open = false; });
part("export").addEventListener("keydown", (event) => { if (event.key === "Escape") part("export").open = false; });
part("earlier").addEventListener("click", () => { page -= 1; list(); });
part("later").addEventListener("click", () => { page += 1; list(); });
songngu.shortcut({ screen: "terms", keys: "/", words: "key.terms.search", run: () => part("search").focus() });
songngu.shortcut({ screen: "terms", keys: "N", words: "key.terms.add", when: () => kind === "terms", run: () => add() });
songngu.shortcut({ screen: "terms", keys: "M", words: "key.terms.other", run: () => { turn(kind === "terms" ? "memory" : "terms"); remember(); } });
songngu.offer("term", add);
window.addEventListener("songngu:language", list);
songngu.screen("terms", { root, show });
