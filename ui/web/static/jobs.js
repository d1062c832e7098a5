// Long work in the server: how it stands, cancel, continue, the files it has made. Asked for again
// every second while something is going on; rows are changed in place, so that nothing jumps.
const BUSY_MS = 1000;
const IDLE_MS = 5000;
let timer = null;
const rows = new Map(); // job id → the parts of its row

async function list() {
  clearTimeout(timer);
  if (songngu.place().screen !== "jobs") return;
  const answer = await call(server, "jobs");
  if (songngu.place().screen !== "jobs") return;
  clearTimeout(timer);
  timer = setTimeout(list, answer.ok && answer.jobs.some((job) => job.progress.active) ? BUSY_MS : IDLE_MS);
  if (!answer.ok) { explain(part("problem"), answer); return; }
  part("problem").hidden = true;
  part("empty").hidden = answer.jobs.length > 0;
  part("table").hidden = answer.jobs.length === 0;
  part("forget").hidden = !answer.jobs.some((job) => !job.progress.active);
  const ids = new Set(answer.jobs.map((job) => job.id));
  for (const [id, row] of rows) if (!ids.has(id)) { row.element.remove(); rows.delete(id); }
  answer.jobs.forEach((job, index) => {
    if (!rows.has(job.id)) rows.set(job.id, build(job));
    const row = rows.get(job.id);
    if (part("list").children[index] !== row.element) part("list").insertBefore(row.element, part("list").children[index] ?? null);
    tell(row, job);
  });
}

function build(job) {
  const bar = h("span", {});
  const row = {
    state: h("span.sg-job-state", {}),
    meter: h("span.sg-job-meter", { role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100, label: `jobs.kind.${job.kind}` }, bar),
    bar,
    why: h("p.sg-job-reason", { lang: "en" }),
    buttons: h("div.sg-row-buttons", {}),
    known: "",
  };
  const by = job.settings.editor;
  row.element = h("tr", { "data-job": job.id },
    h("th", { scope: "row" }, h("span.sg-job-kind", { words: kindWords(job) }), subject(job)),
    h("td", {}, row.state, row.meter, row.why),
    h("td", {}, by ? h("span", { text: by }) : null, h("p.sg-last", { text: moment(job.created_at) })),
    h("td.sg-actions", {}, row.buttons));
  return row;
}

function kindWords(job) {
  const { what, against } = job.settings;
  const more = { import: what, export: what, score: against }[job.kind];
  return more ? `jobs.kind.${job.kind}-${more}` : `jobs.kind.${job.kind}`;
}

function subject(job) {
  if (job.document_id !== null) {
    const link = songngu.link("a.sg-job-subject", { article: job.document_id, screen: job.kind === "score" ? "quality" : "desk" }, { lang: "vi" });
    if (job.title) link.textContent = job.title;
    else say(link, "article.untitled");
    return h("p", {}, link);
  }
  const name = job.settings.name ?? job.result;
  return name ? h("p.sg-last", { text: name }) : null;
}

function tell(row, job) {
  const { progress } = job;
  row.element.dataset.state = progress.state;
  const counts = { done: progress.done, total: progress.total, ...job.settings.outcome,
    left: progress.remaining_s === null ? "" : duration(progress.remaining_s) };
  say(row.state, stateWords(job), counts);
  const share = progress.total ? Math.round((100 * progress.done) / progress.total) : 0;
  row.meter.hidden = !progress.active && progress.state !== "interrupted" && progress.state !== "cancelled";
  row.meter.dataset.unknown = progress.active && !progress.done ? "yes" : "no";
  row.meter.setAttribute("aria-valuenow", share);
  row.bar.style.inlineSize = `${share}%`;
  row.why.textContent = progress.state === "failed" ? progress.message : "";
  const can = [progress.active ? "cancel" : null, job.can_resume ? "resume" : null, job.result ? "save" : null].filter(Boolean);
  if (can.join() === row.known) return;
  row.known = can.join();
  row.buttons.replaceChildren(...can.map((name) => h("button.sg-small", { type: "button", words: `jobs.${name}`,
    label: [`jobs.${name}-it`, { name: job.title ?? job.settings.name ?? job.result ?? t(kindWords(job)) }], onclick: () => act(name, job) })));
}

function stateWords(job) {
  const { state, total, remaining_s: left } = job.progress;
  if (state === "running" && total) return left === null ? "jobs.running-of" : "jobs.running-left";
  if (state === "done" && job.kind === "import") return `jobs.done-${job.settings.what}`;
  if (["interrupted", "cancelled"].includes(state) && total) return `jobs.${state}-of`;
  return `jobs.${state}`;
}

async function act(name, job) {
  if (name === "save") {
    const file = await call(server, "result", { id: job.id });
    if (file.ok) saveFile(file.name, file.base64);
    else explain(part("problem"), file);
    return;
  }
  const answer = await call(server, name, { id: job.id });
  if (!answer.ok) { explain(part("problem"), answer); return; }
  await list();
  rows.get(job.id)?.buttons.querySelector("button")?.focus();
}

async function forget() {
  const answer = await call(server, "forget");
  if (!answer.ok) explain(part("problem"), answer);
  list();
}

part("forget").addEventListener("click", forget);
window.addEventListener("songngu:language", () => { rows.clear(); part("list").replaceChildren(); list(); });
songngu.screen("jobs", { root, show: list, hide: () => clearTimeout(timer) });
