// The first screen: the stored articles, found, filtered and sorted, and the ways to add more.
const FORM_KEY = "songngu:form";
const VIEW_KEY = "songngu:articles";

// ---- what is looked at: kept in this browser, so that one comes back to it ---------------------
const CHOICES = {
  stage: ["", "new", "drafted", "in-progress", "edited", "approved"],
  version: ["", "translation", "partial", "same-topic", "unrelated", "any", "none"],
  who: ["", "me", "nobody"],
  "of-language": ["", "vi", "en"],
  sort: ["added", "changed", "published", "title", "progress"],
};
const USUAL = { stage: "", version: "", who: "", "of-language": "", sort: "added", ascending: false };
let view = { ...USUAL, ...JSON.parse(sessionStorage.getItem(VIEW_KEY) || "{}") };
let page = 0;
let binned = false;
let wanted = false; // whether the panel to add articles was asked for

function choices() {
  for (const [name, values] of Object.entries(CHOICES)) {
    part(name).replaceChildren(...values.map((value) =>
      h("option", { value, words: `filter.${name}.${value || "all"}` })));
    part(name).value = view[name];
    part(name).addEventListener("change", () => look({ [name]: part(name).value }));
  }
  part("direction").addEventListener("click", () => look({ ascending: !view.ascending }));
  part("clear").addEventListener("click", () => { part("search").value = ""; look({ ...USUAL, sort: view.sort, ascending: view.ascending }); });
  said();
}

function said() {
  const direction = view.ascending ? "up" : "down";
  part("direction").textContent = view.ascending ? "↑" : "↓";
  say(part("direction"), `filter.${direction}`, {}, "aria-label");
  say(part("direction"), `filter.${direction}`, {}, "title");
  part("clear").hidden = Object.keys(USUAL).every((name) => ["sort", "ascending"].includes(name) || view[name] === USUAL[name])
    && !part("search").value.trim();
}

function look(change) {
  view = { ...view, ...change };
  for (const name of Object.keys(CHOICES)) part(name).value = view[name];
  sessionStorage.setItem(VIEW_KEY, JSON.stringify(view));
  page = 0;
  said();
  list();
}

// ---- list ------------------------------------------------------------------------------------
const BUSY_MS = 1500;
const IDLE_MS = 10000; // who has an article open is told in time
let listed = ""; // the articles as they are shown
let listTimer = null;
let asked = 0;
async function list() {
  clearTimeout(listTimer);
  if (songngu.place().screen !== "articles") return;
  const search = part("search").value.trim();
  const turn = (asked += 1);
  const answer = await call(server, "articles", { ...view, language: view["of-language"], search, binned, page });
  if (turn !== asked) return; // a later question is on its way
  if (!answer.ok) { explain(part("list-problem"), answer); return; }
  part("list-problem").hidden = true;
  said();
  shown(answer, search);
  listTimer = setTimeout(list, answer.articles.some((article) => article.job?.active) ? BUSY_MS : IDLE_MS);
}

function shown(answer, search) {
  const none = answer.articles.length === 0;
  const bare = answer.n_stored === 0;
  part("empty").hidden = !bare;
  part("add").hidden = bare || binned;
  part("search").hidden = bare && !binned;
  part("filters").hidden = bare || binned;
  part("bin").hidden = !answer.n_binned && !binned;
  say(part("bin"), binned ? "bin.leave" : "bin.open", { n: answer.n_binned });
  part("bin").setAttribute("aria-pressed", String(binned));
  part("bin-line").hidden = !binned || none;
  say(part("head"), binned ? "bin.head" : "list.head");
  part("stored").hidden = none;
  part("stored").dataset.binned = binned ? "yes" : "no";
  part("nothing-found").hidden = !none || (bare && !binned);
  say(part("nothing-found"), binned && !search ? "bin.nothing" : "list.nothing");
  panel(bare && !binned);
  rows(answer.articles);
  pages(answer);
}

// A row under the pointer or the focus is left alone while its menu is open.
function rows(articles) {
  const body = part("list");
  const now = JSON.stringify([articles, binned, songngu.language]);
  if (now === listed) return;
  if (body.querySelector("details[open]")) return;
  const focused = body.contains(document.activeElement) ? document.activeElement.closest("tr")?.dataset.article : null;
  const within = focused ? [...document.activeElement.closest("tr").querySelectorAll("a, button, summary")].indexOf(document.activeElement) : 0;
  listed = now;
  body.replaceChildren(...articles.map((article) => articleRow(article, { propose, assign, remove, restore }, binned)));
  if (focused) body.querySelector(`tr[data-article="${focused}"]`)?.querySelectorAll("a, button, summary")[within]?.focus();
}

function pages(answer) {
  const first = answer.page * answer.page_size;
  part("pages").hidden = answer.n_found <= answer.page_size;
  part("earlier").disabled = answer.page === 0;
  part("later").disabled = first + answer.articles.length >= answer.n_found;
  say(part("range"), "list.range", { from: first + 1, to: first + answer.articles.length, n: answer.n_found });
}

// ---- what can be done with an article --------------------------------------------------------
async function done(name, payload) {
  const answer = await call(server, name, payload);
  if (answer.ok) return answer;
  songngu.toast([`error.${answer.code}`, answer], { mood: "bad" });
  return null;
}

async function assign(article, mine) {
  if (await done("assign", { id: article.id, mine })) list();
}

async function remove(article) {
  const answer = await done("delete", { id: article.id });
  if (!answer) return;
  list();
  songngu.toast(["bin.put", { title: article.title ?? t("article.untitled") }], {
    action: { words: "bin.undo", run: async () => { if (await done("restore", { ids: answer.ids })) list(); } },
  });
}

async function restore(article) {
  if (await done("restore", { ids: [article.id] })) list();
}

async function emptyBin() {
  const yes = await songngu.sure({ words: "bin.empty-head", body: [h("p", { words: "bin.empty-why" })], yes: "bin.empty", danger: true });
  if (!yes) return;
  const answer = await done("empty_bin", {});
  if (answer) { songngu.toast(["bin.emptied", { n: answer.n_removed }]); binned = false; list(); }
}

async function propose(article) {
  const answer = await done("propose", { id: article.id });
  if (!answer) return;
  let chosen = answer.proposals[0]?.id ?? null;
  const choice = (found) => h("label.sg-proposal", {},
    h("input", { type: "radio", name: "sg-proposal", value: found.id, checked: found.id === chosen, onchange: () => { chosen = found.id; } }),
    h("span.sg-proposal-title", { text: found.title ?? t("article.untitled"), lang: "en" }),
    h("span.sg-proposal-facts", {},
      h("span.sg-badge", { "data-verdict": found.verdict, words: `badge.${found.verdict}` }),
      h("span", { words: ["version.sure", { percent: percent(found.confidence) }] })));
  const none = h("p", { words: "version.none" });
  const taken = await songngu.dialog({
    words: "version.head", wide: true,
    body: [h("p.sg-proposal-for", { text: article.title ?? t("article.untitled"), lang: "vi" }),
      ...(answer.proposals.length ? [h("fieldset.sg-proposals", {}, h("legend.sg-hidden", { words: "version.head" }), ...answer.proposals.map(choice))] : [none])],
    buttons: [{ words: "dialog.cancel", value: null },
      ...(answer.proposals.length ? [{ words: "version.take", kind: "primary", value: () => chosen }] : [])],
  });
  if (taken !== null && await done("pair_with", { id: article.id, target: taken })) list();
}

// ---- adding ----------------------------------------------------------------------------------
function panel(always) {
  const open = (always || wanted) && !binned;
  part("panel").hidden = !open;
  part("panel").dataset.bare = always ? "yes" : "no";
  part("add").setAttribute("aria-expanded", String(open));
}

function openPanel(open = !wanted) {
  wanted = open;
  panel(!part("empty").hidden);
  if (open) part("source-text").focus();
}

const WAYS = { paste: "form", files: "files", url: "url-form" };
function way(name, { focus = false } = {}) {
  for (const [each, panelName] of Object.entries(WAYS)) {
    const on = each === name;
    part(panelName).hidden = !on;
    part(`way-${each}`).setAttribute("aria-selected", String(on));
    part(`way-${each}`).tabIndex = on ? 0 : -1;
    if (on && focus) part(`way-${each}`).focus();
  }
}

function ways() {
  const names = Object.keys(WAYS);
  names.forEach((name, index) => {
    part(`way-${name}`).addEventListener("click", () => way(name));
    part(`way-${name}`).addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) { event.preventDefault(); way(names[(index + step + names.length) % names.length], { focus: true }); }
    });
  });
}

const boxes = Object.fromEntries(["source", "target"].map((side) =>
  [side, new Intake(part, side, side, { again: submit, changed: keepForm })]));

function keepForm() {
  try {
    sessionStorage.setItem(FORM_KEY, JSON.stringify({ source: boxes.source.box.value, target: boxes.target.box.value }));
  } catch { /* a page too long to keep: it is still in the box */ }
}

function restoreForm() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(FORM_KEY) || "{}");
    for (const [side, taken] of Object.entries(boxes)) taken.box.value = kept[side] || "";
    wanted = Boolean(kept.source || kept.target);
  } catch { /* nothing kept */ }
}

async function submit(event) {
  event?.preventDefault();
  for (const taken of Object.values(boxes)) taken.problem.hidden = true;
  const button = part("submit");
  button.disabled = true;
  say(button, "form.reading");
  let answer;
  try {
    answer = await call(server, "add", { source: await boxes.source.page(), target: await boxes.target.page() });
  } catch (problem) { answer = problem; }
  button.disabled = false;
  say(button, "form.submit");
  if (!answer.ok) { boxes[answer.field ?? "source"].refuse(answer); return; }
  for (const taken of Object.values(boxes)) taken.clear();
  keepForm();
  wanted = false;
  songngu.go({ article: answer.id });
}

// From an address: the same pages, fetched by the server.
const sure = { source: false, target: false };
async function submitAddresses(event) {
  event?.preventDefault();
  const pages = {};
  for (const side of ["source", "target"]) {
    part(`${side}-url-problem`).hidden = true;
    const url = part(`${side}-url`).value.trim();
    pages[side] = url || side === "source" ? { url, sure: sure[side] } : null;
  }
  const button = part("url-submit");
  button.disabled = true;
  say(button, "add.fetching");
  const answer = await call(server, "add", pages);
  button.disabled = false;
  say(button, "add.fetch");
  if (answer.ok) {
    for (const side of ["source", "target"]) { part(`${side}-url`).value = ""; sure[side] = false; }
    wanted = false;
    songngu.go({ article: answer.id });
    return;
  }
  const side = answer.field === "target" ? "target" : "source";
  explain(part(`${side}-url-problem`), { ...answer, found: typeof answer.found === "string" ? languageName(answer.found) : answer.found });
  if (["source-is-english", "target-is-vietnamese", "other-language"].includes(answer.code)) {
    part(`${side}-url-problem`).append(h("button.sg-small.sg-sure", { type: "button", words: `form.sure-${side}`,
      onclick: () => { sure[side] = true; submitAddresses(); } }));
  }
  part(`${side}-url`).focus();
}

// Many files: one after another, each with its outcome; a refused one can be taken all the same.
const queue = [];
let working = false;
function takeFiles(files) {
  wanted = true; // the outcome of each file stays in sight until the panel is closed
  for (const file of files) {
    const state = h("span.sg-taken-state", { words: "add.waiting" });
    const row = h("li", {}, h("span.sg-taken-name", { text: file.name }), state);
    part("taken").append(row);
    queue.push({ file, row, state, as: null });
  }
  workOff();
}

async function workOff() {
  if (working) return;
  working = true;
  let n = 0;
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    say(part("files-state"), "add.left", { n: queue.length + 1 });
    say(entry.state, "form.reading");
    told(entry, await sent(entry));
    n += 1;
  }
  working = false;
  say(part("files-state"), "add.finished", { n });
  list();
}

async function sent({ file, as }) {
  if (!file.size) return { ok: false, code: "empty-file" };
  if (file.size > settings.max_bytes) {
    return { ok: false, code: "too-big", found: (file.size / MB).toFixed(0), limit: settings.max_bytes / MB };
  }
  try {
    return await call(server, "add_file", { page: { name: file.name, base64: await encoded(file), as } });
  } catch (error) {
    return { ok: false, code: "unreadable", message: String(error) };
  }
}

function told(entry, answer) {
  entry.row.dataset.mood = answer.ok ? "good" : "bad";
  if (answer.ok) {
    const key = answer.created ? `add.taken-${answer.language}` : "add.there";
    const link = songngu.link("a", { article: answer.id }, { lang: answer.language, text: answer.title ?? t("article.untitled") });
    entry.state.replaceChildren(h("span", { words: key }), " ", link);
    delete entry.state.dataset.words;
    return;
  }
  explain(entry.state, { ...answer, found: typeof answer.found === "string" ? languageName(answer.found) : answer.found });
  const again = (as) => { entry.as = as; queue.push(entry); workOff(); };
  const retry = (words, as) => h("button.sg-small.sg-sure", { type: "button", words, onclick: () => again(as) });
  if (["other-language", "undetermined"].includes(answer.code)) {
    entry.state.append(retry("form.sure-source", "vi"), retry("form.sure-target", "en"));
  } else if (["offline", "store", "unexpected"].includes(answer.code)) {
    entry.state.append(retry("add.again", entry.as));
  }
}

function drops() {
  const zone = part("drop");
  part("files-input").addEventListener("change", (event) => { takeFiles([...event.target.files]); event.target.value = ""; });
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.dataset.over = "yes"; });
  zone.addEventListener("dragleave", () => { delete zone.dataset.over; });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    delete zone.dataset.over;
    takeFiles([...event.dataTransfer.files]);
  });
}

// ---- keys --------------------------------------------------------------------------------------
function step(by) {
  const titles = [...part("list").querySelectorAll("a.sg-article-title")];
  titles[titles.indexOf(document.activeElement) + by]?.focus();
}
const onTitle = () => document.activeElement?.matches?.("a.sg-article-title");
songngu.shortcut({ screen: "articles", keys: "/", words: "key.articles.search", run: () => part("search").focus() });
songngu.shortcut({ screen: "articles", keys: "N", words: "key.articles.add", when: () => !binned, run: () => openPanel(true) });
songngu.shortcut({ screen: "articles", keys: "ArrowDown", words: "key.articles.next", when: onTitle, run: () => step(1) });
songngu.shortcut({ screen: "articles", keys: "ArrowUp", words: "key.articles.previous", when: onTitle, run: () => step(-1) });

choices();
ways();
drops();
restoreForm();
// Once somebody is at it, the panel stays open, also when the first article has come meanwhile.
part("panel").addEventListener("input", () => { wanted = true; });
part("form").addEventListener("submit", submit);
part("url-form").addEventListener("submit", submitAddresses);
part("add").addEventListener("click", () => openPanel());
part("bin").addEventListener("click", () => { binned = !binned; page = 0; list(); });
part("empty-bin").addEventListener("click", emptyBin);
part("earlier").addEventListener("click", () => { page -= 1; list(); });
part("later").addEventListener("click", () => { page += 1; list(); });
let searchTimer = null;
part("search").addEventListener("input", () => { clearTimeout(searchTimer); searchTimer = setTimeout(() => { page = 0; list(); }, 250); });
window.addEventListener("songngu:language", list);
songngu.screen("articles", { root, show: list });
