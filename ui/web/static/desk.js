// The desk: one article, its banner, its rows, its progress. It asks the server what changed
// (drafts that came, other editors' saves) and never touches a row that is being typed in.
const PULSE_MS = 4000;
const PULSE_BUSY_MS = 800;
const rows = new Map();
let current = null; // the article on the screen
let shape = ""; // which rows and English segments stand together
let pulseTimer = null;
let seen = null; // the mark of the article as it is on the screen; null: read it again

const desk = {
  server,
  language: "vi",
  drafting: false,
  moved(row, step) {
    const order = [...rows.values()];
    const next = order[order.indexOf(row) + step];
    if (!next) { row.box.focus(); return; }
    next.box.focus();
    next.element.scrollIntoView({ block: "nearest" });
  },
  noticed(row, revision) {
    channel?.postMessage({ segment: row.id, source: row.source, revision });
    summarise();
  },
};

// A second tab of the same browser is the same editor: it hears of each save at once.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("songngu") : null;
if (channel) {
  channel.onmessage = ({ data }) => {
    const row = rows.get(data.segment);
    if (!row || row.source !== data.source || row.dirty() || row.saving || row.composing) return;
    row.receive({ ...row.data, post_edit: data.revision.text, revision_id: data.revision.id,
      editor: data.revision.editor, status: data.revision.status });
  };
}

// ---- opening ---------------------------------------------------------------------------------
async function show(place) {
  clearTimeout(pulseTimer);
  const id = place.article;
  if (id !== current) { close(); current = id; part("problem").hidden = true; }
  await load(id);
  pulse();
}

function close() {
  clearTimeout(pulseTimer);
  for (const row of rows.values()) row.flush();
  rows.clear();
  shape = "";
  seen = null;
  current = null;
  english.clear();
  part("pairing").open = false;
  part("aside").open = false;
  asideShown = "";
  part("rows").replaceChildren();
  part("head").hidden = true;
}

async function load(id) {
  const answer = await call(server, "article", { id });
  if (id !== current) return;
  if (!answer.ok) {
    if (answer.code !== "offline" || rows.size === 0) explain(part("problem"), answer);
    return;
  }
  part("problem").hidden = true;
  desk.language = answer.language;
  desk.drafting = answer.job?.active ?? false;
  head(answer);
  root.dataset.language = answer.language;
  verdict(answer);
  aside(answer.set_aside);
  seen = place(answer) ? answer.mark : null;
  job(answer.job, answer);
  summarise();
}

function head(article) {
  part("head").hidden = false;
  songngu.heading(article.title, article.language);
  const facts = [article.published && date(article.published), article.byline, article.url];
  part("facts").textContent = facts.filter(Boolean).join("  ·  ");
}

function verdict(article) {
  const banner = part("verdict");
  banner.hidden = false;
  banner.dataset.verdict = article.verdict ?? "none";
  say(part("verdict-head"), `verdict.${article.verdict ?? "none"}`);
  const linked = article.english.filter((segment) => segment.linked).length;
  if (article.verdict) {
    say(part("verdict-why"), `verdict.${article.verdict}.why`, {
      linked, total: article.english.length, sure: percent(article.verdict_confidence),
      title: article.target_title ?? "",
    });
  } else say(part("verdict-why"), article.language === "vi" ? "verdict.none.why" : "verdict.none.english");
  part("columns").dataset.pair = part("rows").dataset.pair = article.verdict ? "yes" : "no";
  part("pairing").hidden = article.language !== "vi";
  say(part("pairing-head"), article.verdict ? "pairing.replace" : "pairing.add");
}

// ---- what was set aside ------------------------------------------------------------------------
let asideShown = "";
function aside(blocks) {
  const shown = JSON.stringify(blocks);
  part("aside").hidden = blocks.length === 0;
  say(part("aside-head"), "aside.head", { n: blocks.filter((block) => !block.kept).length });
  if (shown === asideShown) return; // so that the focus stays where it is
  asideShown = shown;
  part("aside-list").replaceChildren(...blocks.map((block) => h("li", {},
    h("span.sg-kind", { words: `kind.${block.kind}` }), h("span", { text: block.text }),
    block.movable ? h("button.sg-small", { type: "button", "data-block": block.index,
      words: block.kept ? "aside.put-back" : "aside.restore",
      onclick: (event) => move(block, event.target) }) : null)));
}

async function move(block, button) {
  const id = current;
  for (const row of rows.values()) await row.flush();
  button.disabled = true;
  const answer = await call(server, "keep", { id, block: block.index, kept: !block.kept });
  button.disabled = false;
  if (id !== current) return;
  if (!answer.ok) { explain(part("aside-problem"), answer); return; }
  part("aside-problem").hidden = true;
  await load(id);
  part("aside-list").querySelector(`[data-block="${block.index}"]`)?.focus();
  pulse();
}

// ---- the English page --------------------------------------------------------------------------
const english = new Intake(part, "english", "target", { again: pairUp });

async function pairUp(event) {
  event?.preventDefault();
  const id = current;
  const button = part("pairing-submit");
  english.problem.hidden = true;
  button.disabled = true;
  let answer;
  try {
    const target = await english.page();
    answer = await call(server, "pair", { id, target });
  } catch (problem) { answer = problem; }
  button.disabled = false;
  if (id !== current) return;
  if (!answer.ok) { english.refuse(answer); return; }
  english.clear();
  part("pairing").open = false;
  job(answer.job);
  pulse();
}

// ---- rows ------------------------------------------------------------------------------------
// Rows of one bead stand together beside the English they are linked with.
function groups(article) {
  const found = new Map();
  const at = (key) => found.get(key) ?? found.set(key, { rows: [], english: [] }).get(key);
  if (article.verdict === null) article.rows.forEach((row) => at(row.segment_id).rows.push(row));
  else {
    const beads = [...article.rows, ...article.english].map((item) => item.bead);
    for (const bead of [...new Set(beads)].sort((a, b) => a - b)) at(bead);
    article.rows.forEach((row) => at(row.bead).rows.push(row));
    article.english.forEach((segment) => at(segment.bead).english.push(segment));
  }
  return [...found.values()];
}

// Returns false where rows could not be put up yet, because an input method is at work in one.
function place(article) {
  const wanted = groups(article);
  const form = JSON.stringify(wanted.map((group) => [group.rows.map((row) => row.segment_id),
    group.english.map((segment) => [segment.text, segment.confidence])]));
  const busy = [...rows.values()].some((row) => row.composing);
  if (form !== shape && !busy) {
    const focus = document.activeElement;
    const selection = focus?.classList.contains("sg-box") ? [focus.selectionStart, focus.selectionEnd] : null;
    const old = new Map(rows);
    rows.clear();
    part("rows").replaceChildren(...wanted.map((group) => groupElement(group, old, article)));
    if (selection && focus.isConnected) {
      focus.focus({ preventScroll: true });
      focus.setSelectionRange(...selection);
    }
    shape = form;
  }
  for (const data of article.rows) {
    const row = rows.get(data.segment_id);
    if (!row) continue;
    row.data = data;
    if (!row.saving && !row.composing) row.receive(data);
  }
  return form === shape;
}

function groupElement(group, old, article) {
  const items = group.rows.map((data) => {
    if (article.language !== "vi") return plain(data, article.language);
    const row = old.get(data.segment_id) ?? new Row(desk, data, data.position + 1);
    row.data = data;
    rows.set(data.segment_id, row);
    return row.element;
  });
  const left = items.length ? items : [h("div.sg-row.sg-none", {}, h("p.sg-gap", { words: "row.only-english" }))];
  const element = h("li.sg-group", {}, h("div.sg-pairs", {}, ...left));
  if (article.verdict) element.append(englishSide(group));
  return element;
}

// A row of a page that is not translated here.
function plain(data, language) {
  return h("div.sg-row.sg-none", { "data-segment": data.segment_id },
    h("span.sg-number", { text: data.position + 1, "aria-hidden": "true" }),
    h("p", { text: data.source, lang: language }));
}

function englishSide(group) {
  const label = h("span.sg-english-label", { words: "column.english" });
  if (!group.english.length) return h("div.sg-english", {}, label, h("p.sg-gap", { words: "row.no-english" }));
  const linked = group.rows.length > 0;
  const confidence = group.english[0].confidence;
  return h("div.sg-english", {}, label,
    ...group.english.map((segment) => h("p", { text: segment.text, lang: "en" })),
    linked ? link(confidence) : null);
}

function link(confidence) {
  const level = confidence >= 0.8 ? "high" : confidence >= 0.5 ? "middle" : "low";
  const meter = h("span.sg-meter", { "aria-hidden": "true" }, h("span"));
  meter.firstChild.style.inlineSize = `${Math.round(confidence * 100)}%`;
  return h("div.sg-link", { "data-level": level }, meter,
    h("span", { words: [`link.${level}`, { percent: percent(confidence) }] }));
}

function summarise() {
  const all = [...rows.values()];
  const edited = all.filter((row) => row.known !== null).length;
  const flagged = all.filter((row) => row.data?.checks.length && row.known === null).length;
  say(part("summary"), flagged ? "desk.summary-flagged" : "desk.summary",
    { n: all.length, edited, flagged });
}

// ---- drafting in the background ----------------------------------------------------------------
function job(state, article = null) {
  const bar = part("job");
  const drafted = article ? article.rows.filter((row) => row.draft !== null).length : null;
  const undrafted = article && article.language === "vi" && drafted < article.rows.length;
  bar.hidden = !(state && (state.active || state.state !== "done")) && !undrafted;
  desk.drafting = state?.active ?? false;
  if (bar.hidden) return;
  const name = state ? state.state : "none";
  bar.dataset.state = name;
  say(part("job-text"), `job.${name}`, { done: state?.done ?? drafted ?? 0, total: state?.total ?? article?.rows.length ?? 0 });
  part("job-why").textContent = state?.state === "failed" ? state.message : "";
  part("job-bar").hidden = !state?.active;
  part("job-bar").setAttribute("aria-valuemax", state?.total ?? 0);
  part("job-bar").setAttribute("aria-valuenow", state?.done ?? 0);
  part("job-fill").style.inlineSize = state?.total ? `${(100 * state.done) / state.total}%` : "0";
  const button = part("job-start");
  button.hidden = desk.drafting;
  say(button, state ? "job.continue" : "job.start");
}

async function start() {
  part("job-start").disabled = true;
  const answer = await call(server, "draft", { id: current });
  part("job-start").disabled = false;
  if (!answer.ok) { explain(part("problem"), answer); return; }
  job(answer.job);
  pulse();
}

// ---- what changed elsewhere --------------------------------------------------------------------
// The mark comes with each reading of the article, not with the first pulse: work that ends between
// the two would otherwise never be shown.
function changed(answer) {
  if (answer.mark !== seen) return true;
  return Object.entries(answer.revisions)
    .some(([segment, revision]) => revision > (rows.get(Number(segment))?.base ?? 0)
      && revision !== rows.get(Number(segment))?.data?.revision_id);
}

async function pulse() {
  clearTimeout(pulseTimer);
  const id = current;
  if (id === null) return;
  if (!document.hidden) {
    const answer = await call(server, "pulse", { id });
    if (id !== current) return;
    if (answer.ok) {
      if (changed(answer)) await load(id);
      else if (answer.job) job(answer.job);
      part("offline").hidden = true;
    } else if (answer.code === "offline") part("offline").hidden = false;
  }
  clearTimeout(pulseTimer);
  if (id === current) pulseTimer = setTimeout(pulse, desk.drafting ? PULSE_BUSY_MS : PULSE_MS);
}

// ---- wiring --------------------------------------------------------------------------------------
part("job-start").addEventListener("click", start);
part("pairing-form").addEventListener("submit", pairUp);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) for (const row of rows.values()) row.flush();
  else pulse();
});
window.addEventListener("pagehide", () => { for (const row of rows.values()) row.flush(); });
songngu.screen("desk", { root, show, hide: close });
