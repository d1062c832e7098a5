// The desk: one article, its banner, its segments, its progress. It asks the server what changed
// (drafts that came, other editors' saves) and never touches a row that is being typed in.
const PULSE_MS = 4000;
const PULSE_BUSY_MS = 800;
const TAB = fresh(); // tells this tab from the same person's others
const rows = new Map(); // segment → Row, for those that are on the page
const data = { rows: new Map(), english: new Map(), fetch: fetchWindow, leave: leaveRows };
const lines = new Map(); // segment → what the outline says of it
let current = null; // the article on the screen
let language = "vi";
let groups = []; // all of the article, in page order
let order = []; // the segments that are shown, in page order
let shape = ""; // which segments stand together, as they are shown
let filter = null; // the segments found; null for all
let pulseTimer = null;
let seen = null; // the mark of the article as it is on the screen; null: read it again
let latest = 0; // the last revision of any article that is known of
let focus = null; // the row that is worked on
let pace = PULSE_BUSY_MS;

const desk = {
  server,
  language: "vi",
  drafting: false,
  reviewer: false,
  paired: false,
  id: () => current,
  size: () => lines.size,
  noticed(row, revision) {
    channel?.postMessage({ segment: row.id, source: row.source, revision });
    data.rows.set(row.id, { ...row.data, post_edit: revision.text, revision_id: revision.id,
      editor: revision.editor, status: revision.status, checks: row.found });
    row.data = data.rows.get(row.id);
    const line = lines.get(row.id);
    if (line) line.status = revision.status;
    if (panel.row === row) panel.refresh();
    summarise();
  },
  changed: later(() => panel.refresh(), 120),
  focused(row) {
    focus = row;
    panel.show(row);
    hurry();
  },
  blurred() { if (current !== null) songngu.stand({ segment: focus?.id ?? null }); },
  protected(row) {
    songngu.toast("row.protected", { action: desk.reviewer && { words: "action.reopen", run: () => desk.setStatus(row, "edited") } });
  },
  english: (group) => group.target.map((id) => data.english.get(id)).filter((text) => text !== undefined),
  takeDraft: (row) => row.replace(row.draft ?? ""),
  takeEnglish(row) {
    const text = desk.english(row.group).join(" ");
    if (text) row.replace(text);
    else songngu.toast("row.no-english");
  },
  confirm(row) {
    row.flush({ status: row.known === null ? "edited" : null });
    moved(row, 1);
  },
  async setStatus(row, status) {
    await row.flush();
    if (row.known === null && status === "edited") { desk.confirm(row); return; }
    await row.flush({ status });
    row.box.focus();
    panel.refresh();
  },
  split, merge, neighbours,
  rowOf: (element) => rows.get(Number(element.closest?.(".sg-row")?.dataset.segment)),
  renewed: (row) => wordLinks.renew(row),
  remarked(row, n) {
    const line = lines.get(row.id);
    if (line) line.comments = n;
    row.remarked(n);
  },
};
const panel = new Panel(part("panel"), desk);
const wordLinks = new WordLinks(part("rows"), desk);
const windows = new Windows(part("rows"), data, groupElement);

function later(run, delay) {
  let timer = null;
  return () => { clearTimeout(timer); timer = setTimeout(run, delay); };
}

// A second tab of the same browser is the same editor: it hears of each save at once.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("songngu") : null;
if (channel) {
  channel.onmessage = ({ data: heard }) => {
    const row = rows.get(heard.segment);
    if (!row || row.source !== heard.source || row.dirty() || row.saving || row.composing) return;
    row.receive({ ...row.data, post_edit: heard.revision.text, revision_id: heard.revision.id,
      editor: heard.revision.editor, status: heard.revision.status });
  };
}

// ---- opening ---------------------------------------------------------------------------------
async function show(place) {
  clearTimeout(pulseTimer);
  const id = place.article;
  const first = id !== current;
  if (first) { close(); current = id; part("problem").hidden = true; }
  await load({ segment: place.segment });
  if (id !== current) return;
  if (first && place.segment) await reach(place.segment);
  pulse();
}

function close() {
  clearTimeout(pulseTimer);
  for (const row of rows.values()) row.flush();
  if (current !== null) call(server, "leave", { id: current, tab: TAB });
  rows.clear();
  data.rows.clear();
  data.english.clear();
  lines.clear();
  [groups, order, shape, filter, seen, current, focus] = [[], [], "", null, null, null, null];
  part("find").value = "";
  part("show").value = "all";
  part("found").textContent = "";
  newEnglish.clear();
  part("pairing").open = false;
  part("binned").hidden = true;
  windows.clear();
  panel.hide();
  part("head").hidden = true;
}

// Reads the article, with the rows that are on the page; `segment` where it is opened at one.
async function load({ segment = null } = {}) {
  const id = current;
  const before = performance.now();
  const want = rows.size ? [...rows.keys()].slice(0, 800) : null;
  const answer = await call(server, "article", { id, want, segment });
  if (id !== current) return;
  if (!answer.ok) {
    if (answer.code !== "offline" || rows.size === 0) explain(part("problem"), answer);
    return;
  }
  pace = Math.max(PULSE_BUSY_MS, 4 * (performance.now() - before));
  part("problem").hidden = true;
  language = desk.language = root.dataset.language = answer.language;
  desk.drafting = answer.job?.active ?? false;
  latest = Math.max(latest, answer.latest);
  const linked = outline(answer);
  head(answer);
  verdict(answer, linked);
  aside(answer.n_aside);
  otherStyle = answer.n_other_style;
  if (filter) await refind();
  seen = place() ? answer.mark : null;
  job(answer.job);
  summarise();
}

function outline(answer) {
  const found = JSON.parse(answer.outline);
  groups = found.groups.map(([source, target, confidence, fixed]) => ({ source, target, confidence, fixed: fixed === 1 }));
  lines.clear();
  for (const [id, status, drafted, flagged, comments, source, target] of found.lines) {
    lines.set(id, { status, drafted: drafted === 1, flagged: flagged === 1, comments, source, target });
  }
  take(answer);
  const english = groups.filter((group) => group.target.length);
  return {
    linked: english.filter((group) => group.source.length).reduce((sum, group) => sum + group.target.length, 0),
    total: english.reduce((sum, group) => sum + group.target.length, 0),
  };
}

// Keeps what the server gave of rows and English segments.
function take(answer) {
  for (const row of answer.rows) {
    data.rows.set(row.segment_id, row);
    const line = lines.get(row.segment_id);
    if (line && row.post_edit !== null) line.status = row.status;
  }
  for (const segment of answer.english ?? []) data.english.set(segment.segment_id, segment.text);
}

async function fetchWindow(source, target) {
  const id = current;
  const answer = await call(server, "window", { id, source, target });
  if (!answer.ok || id !== current) return false;
  take(answer);
  return true;
}

// Rows that scroll far away give up their place, if nobody is at work in them.
function leaveRows(ids) {
  const there = ids.map((id) => rows.get(id)).filter(Boolean);
  if (there.some((row) => row.busy() || row === focus)) return false;
  for (const row of there) rows.delete(row.id);
  for (const id of ids) data.rows.delete(id);
  return true;
}

// ---- rows ------------------------------------------------------------------------------------
// Rows of one bead stand together beside the English they are linked with.
function shown() {
  if (filter === null) return groups;
  return groups.filter((group) => group.source.some((id) => filter.has(id)))
    .map((group) => ({ ...group, source: group.source.filter((id) => filter.has(id)) }));
}

// Returns false where rows could not be put up yet, because an input method is at work in one.
function place() {
  const wanted = shown();
  const form = JSON.stringify(wanted.map((group) => [group.source, group.target, group.confidence, group.fixed]));
  const busy = [...rows.values()].some((row) => row.composing);
  if (form !== shape && !busy) {
    const held = document.activeElement;
    const selection = held?.classList.contains("sg-box") ? [held.selectionStart, held.selectionEnd] : null;
    order = wanted.flatMap((group) => group.source);
    const staying = new Set(order);
    for (const row of rows.values()) if (!staying.has(row.id)) { row.flush(); rows.delete(row.id); }
    windows.show(wanted, lines);
    if (selection && held.isConnected) {
      held.focus({ preventScroll: true });
      held.setSelectionRange(...selection);
    }
    shape = form;
  }
  part("nothing").hidden = filter === null || order.length > 0;
  for (const row of rows.values()) receive(row);
  return form === shape;
}

function receive(row) {
  const now = data.rows.get(row.id);
  if (!now) return;
  if (!row.saving && !row.composing) row.receive(now);
  row.remarked(lines.get(row.id)?.comments ?? 0);
  if (panel.row === row) panel.refresh();
}

function groupElement(group) {
  const items = group.source.map((id) => {
    const known = data.rows.get(id);
    if (language !== "vi") return plain(known);
    const row = rows.get(id) ?? new Row(desk, known);
    row.group = group;
    rows.set(id, row);
    row.remarked(lines.get(id)?.comments ?? 0);
    return row.element;
  });
  const left = items.length ? items : [h("div.sg-row.sg-none", {}, h("p.sg-gap", { words: "row.only-english" }))];
  const element = h("li.sg-group", {}, h("div.sg-pairs", {}, ...left));
  if (desk.paired) element.append(englishSide(group));
  return element;
}

// A row of a page that is not translated here.
function plain(known) {
  return h("div.sg-row.sg-none", { "data-segment": known.segment_id },
    h("span.sg-number", { text: known.position + 1, "aria-hidden": "true" }),
    h("p", { text: known.source, lang: language }));
}

function englishSide(group) {
  const label = h("span.sg-english-label", { words: "column.english" });
  if (!group.target.length) return h("div.sg-english", {}, label, h("p.sg-gap", { words: "row.no-english" }));
  return h("div.sg-english", {}, label,
    ...desk.english(group).map((text) => h("p", { text, lang: "en" })),
    group.source.length ? linkLine(group) : null);
}

function summarise() {
  let edited = 0;
  let flagged = 0;
  for (const line of lines.values()) {
    if (line.status !== "draft") edited += 1;
    else if (line.flagged) flagged += 1;
  }
  say(part("summary"), flagged ? "desk.summary-flagged" : "desk.summary", { n: lines.size, edited, flagged });
}

// ---- moving about ------------------------------------------------------------------------------
// Brings a segment onto the page and the focus into it.
async function reach(id) {
  if (!(await windows.reach(id))) return false;
  const row = rows.get(id);
  if (!row) return false;
  row.element.scrollIntoView({ block: "nearest" });
  row.box.focus({ preventScroll: true });
  row.element.scrollIntoView({ block: "nearest" });
  return true;
}

function moved(row, step) {
  const next = order[order.indexOf(row.id) + step];
  if (next === undefined) row.box.focus();
  else reach(next);
}

// The next segment that is open (not confirmed) or has a problem, round the end.
async function jump(what) {
  const answer = await call(server, "find", { id: current, show: what });
  if (!answer.ok) { songngu.toast(`error.${answer.code}`, { mood: "bad" }); return; }
  const found = new Set(JSON.parse(answer.found));
  const from = order.indexOf(focus?.id) + 1;
  const next = [...order.slice(from), ...order.slice(0, from)].find((id) => found.has(id) && id !== focus?.id);
  if (next === undefined) songngu.toast(what === "open" ? "jump.none-open" : "jump.none-problem");
  else reach(next);
}

async function neighbours(row) {
  const every = groups.flatMap((group) => group.source);
  const at = every.indexOf(row.id);
  const near = every.slice(Math.max(0, at - 2), at + 3);
  if (near.some((id) => !data.rows.has(id))) await fetchWindow(near, []);
  return near.map((id) => data.rows.get(id)).filter(Boolean);
}

// ---- finding -------------------------------------------------------------------------------------
async function refind() {
  const [what, text] = [part("show").value, part("find").value.trim()];
  if (what === "all" && !text) { filter = null; part("found").textContent = ""; return; }
  const id = current;
  const answer = await call(server, "find", { id, show: what, text });
  if (id !== current || !answer.ok) return;
  filter = new Set(JSON.parse(answer.found));
  say(part("found"), "find.found", { n: answer.n });
}

async function search() {
  await refind();
  if (current !== null) place();
}

function filters() {
  const names = ["all", "open", "problems", "comments", "edited", "reviewed", "approved"];
  part("show").replaceChildren(...names.map((name) => h("option", { value: name, words: `show.${name}` })));
  part("show").addEventListener("change", search);
  part("find").addEventListener("input", later(search, 250));
}

// ---- what changed elsewhere --------------------------------------------------------------------
// The mark comes with each reading of the article, not with the first pulse: work that ends between
// the two would otherwise never be shown.
async function pulse() {
  clearTimeout(pulseTimer);
  const id = current;
  if (id === null) return;
  if (!document.hidden) {
    const answer = await call(server, "pulse", { id, since: latest, tab: TAB, at: focus?.id ?? null });
    if (id !== current) return;
    if (answer.ok) {
      latest = Math.max(latest, answer.latest);
      take(answer);
      for (const changed of answer.rows) {
        const row = rows.get(changed.segment_id);
        if (row) receive(row);
        else data.rows.delete(changed.segment_id);
      }
      present(answer.others);
      if (answer.mark !== seen) await load();
      else { if (answer.job) job(answer.job); summarise(); }
      part("offline").hidden = true;
      if (!part("binned").hidden) restored();
    } else if (answer.code === "offline") part("offline").hidden = false;
    else if (answer.code === "not-found") part("binned").hidden = false;
  }
  clearTimeout(pulseTimer);
  if (id === current) pulseTimer = setTimeout(pulse, desk.drafting ? pace : PULSE_MS);
}

// Out of the bin again: what was typed meanwhile can be saved.
function restored() {
  part("binned").hidden = true;
  for (const row of rows.values()) row.flush();
}

// Where the focus went is told soon, so that two editors see each other.
const hurry = later(() => { if (current !== null) pulse(); }, 300);

function present(others) {
  const at = new Map();
  for (const other of others) at.set(other.segment, [...(at.get(other.segment) ?? []), other.name]);
  for (const row of rows.values()) row.visitors(at.get(row.id) ?? []);
}

// ---- wiring --------------------------------------------------------------------------------------
filters();
shortcuts();
songngu.session().then(({ user }) => {
  desk.reviewer = ["reviewer", "admin"].includes(user?.role);
  panel.headShown = "";
  panel.refresh();
});
part("job-start").addEventListener("click", start);
part("pairing-form").addEventListener("submit", pairUp);
part("undo").addEventListener("click", () => step("undo"));
part("redo").addEventListener("click", () => step("redo"));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) for (const row of rows.values()) row.flush();
  else pulse();
});
window.addEventListener("pagehide", () => { for (const row of rows.values()) row.flush(); });
window.addEventListener("songngu:leaving", () => { for (const row of rows.values()) row.flush(); });
songngu.screen("desk", { root, show, hide: close });
