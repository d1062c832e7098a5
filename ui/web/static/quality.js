// How good the drafts of an article are: against the existing English, and against what editors
// made of them. Numbers come with interval, coverage, settings and warnings, or not at all.
const AGAINST = ["english", "post-edits"];
const WEAKEST = 5;
const POLL_MS = 700;
let timer = null;
let article = null;

async function load() {
  clearTimeout(timer);
  const place = songngu.place();
  if (place.screen !== "quality") return;
  const answer = await call(server, "quality", { id: place.article });
  const now = songngu.place();
  if (now.screen !== "quality" || now.article !== place.article) return;
  article = place.article;
  if (!answer.ok) { part("cards").hidden = true; part("empty").hidden = true; explain(part("problem"), answer); return; }
  part("problem").hidden = true;
  songngu.heading(answer.title, answer.language);
  shown(answer);
  if (answer.job?.active) timer = setTimeout(load, POLL_MS);
}

function shown(answer) {
  const reason = answer.language !== "vi" ? "english" : answer.n_drafted === 0 ? "undrafted" : null;
  part("empty").hidden = reason === null;
  part("cards").hidden = reason !== null;
  if (reason) {
    say(part("empty-head"), `quality.${reason}`);
    say(part("empty-why"), `quality.${reason}-why`);
    return;
  }
  if (answer.job?.state === "failed") explain(part("problem"), { ok: false, code: "not-scored", message: answer.job.message });
  const focused = part("cards").contains(document.activeElement) ? document.activeElement.closest("[data-against]")?.dataset.against : null;
  part("cards").replaceChildren(...AGAINST.map((against) => card(against, answer)));
  if (focused) part("cards").querySelector(`[data-against="${focused}"] .sg-score`)?.focus();
}

function card(against, answer) {
  const runs = answer.runs.filter((run) => (run.details.against ?? "english") === against);
  const able = against === "english" ? answer.n_linked : answer.n_approved || answer.n_edited;
  const minimum = answer.n_approved ? "approved" : "edited";
  const counts = { linked: answer.n_linked, approved: answer.n_approved, edited: answer.n_edited, drafted: answer.n_drafted };
  const busy = answer.job?.active === true;
  const what = against === "english" ? (able ? "linked" : "unlinked") : answer.n_approved ? "approved" : answer.n_edited ? "edited" : "unedited";
  return h("section.sg-card", { "data-against": against },
    h("div.sg-card-head", {}, h("h2", { words: `quality.against-${against}` }),
      h("button.sg-small.sg-score", { type: "button", disabled: !able, "aria-disabled": busy ? "true" : null, words: busy ? "quality.scoring" : runs.length ? "quality.again" : "quality.score",
        onclick: () => { if (!busy) run(against, minimum); } })),
    h("p.sg-hint", { words: [`quality.able-${what}`, counts] }),
    ...(runs.length ? latest(runs[0], answer, against) : []),
    runs.length > 1 ? history(runs) : null);
}

async function run(against, minimum) {
  const answer = await call(server, "score", { id: article, against, minimum });
  if (!answer.ok) explain(part("problem"), answer);
  load();
}

function latest(found, answer, against) {
  const { details } = found;
  const facts = { n: details.n_segments ?? "?", coverage: Math.floor(100 * (details.coverage ?? 0)), time: `${date(found.created_at)} ${clock(found.created_at).slice(0, 5)}` };
  const parts = [
    h("p.sg-run", { words: [against === "english" ? "quality.run-english" : `quality.run-${details.minimum ?? "approved"}`, facts] }),
    h("div.sg-scores", {}, ...found.scores.map(metric)),
  ];
  if (details.unchanged !== undefined) parts.push(h("p.sg-run", { words: ["quality.unchanged", { percent: Math.round(100 * details.unchanged) }] }));
  if (found.warnings.length) parts.push(warnings(found));
  if (details.segments?.length) parts.push(...bySegment(details.segments, answer));
  parts.push(h("details.sg-fold.sg-settings", {}, h("summary", { words: "quality.settings" }),
    h("dl", {}, ...found.scores.map((score) => h("div", {}, h("dt", { text: score.metric }), h("dd", { text: score.signature, lang: "en" }))),
      ...(details.drafters ?? []).map((drafter) => h("div", {}, h("dt", { words: "quality.drafter" }), h("dd", { text: drafter, lang: "en" }))))));
  return parts;
}

function metric(score) {
  const interval = score.interval ? ["quality.interval", { low: score.interval[0].toFixed(1), high: score.interval[1].toFixed(1) }] : "quality.no-interval";
  return h("div.sg-metric", { "data-metric": score.metric },
    h("span.sg-metric-name", { text: score.metric }),
    h("span.sg-metric-value", { text: score.value.toFixed(1) }),
    scale(score),
    h("span.sg-metric-interval", { words: interval }),
    h("span.sg-metric-what", { words: `quality.metric.${score.metric}` }));
}

function warnings(found) {
  const codes = found.details.codes ?? [];
  return h("div.sg-warnings", {}, h("h3", { words: "quality.warnings" }), h("ul", {}, ...found.warnings.map((message, index) => {
    const key = `finding.${codes[index]}`;
    const known = settings.strings.en[key] !== undefined;
    const detail = h("p.detail", { text: message, lang: "en" });
    if (!known) return h("li", {}, detail);
    const foreign = document.documentElement.lang !== "en"; // the detail is worded in English only
    return h("li", {}, h("span", { words: key }), foreign ? h("details.sg-fold", {}, h("summary", { words: "quality.detail" }), detail) : detail);
  })));
}

function bySegment(segments, answer) {
  const weakest = [...segments].sort((one, other) => one[1] - other[1]).slice(0, WEAKEST);
  return [h("h3", { words: "quality.by-segment" }), h("p.sg-hint", { words: "quality.by-segment-why" }),
    h("div.sg-bars-frame", {}, bars(segments, answer.segments, article)),
    h("h3", { words: "quality.weakest" }),
    h("ol.sg-weakest", {}, ...weakest.map(([id, value]) => {
      const known = answer.segments[id];
      return h("li", {}, h("span.sg-weak-value", { text: value.toFixed(0) }),
        known ? songngu.link("a", { article, segment: id }, { text: known.text, lang: "vi" }) : h("span.sg-gap", { words: "quality.gone" }));
    }))];
}

function history(runs) {
  const shownMetrics = ["HTER", "BLEU", "chrF2"].filter((name) => runs.some((each) => each.scores.some((score) => score.metric === name)));
  const value = (each, name) => each.scores.find((score) => score.metric === name)?.value.toFixed(1) ?? "–";
  return h("details.sg-fold", {}, h("summary", { words: ["quality.earlier", { n: runs.length - 1 }] }),
    h("table.sg-table.sg-history", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col", words: "quality.when" }), ...shownMetrics.map((name) => h("th", { scope: "col", text: name })), h("th", { scope: "col", words: "quality.n" }))),
      h("tbody", {}, ...runs.slice(1, 21).map((each) => h("tr", {}, h("th", { scope: "row", text: `${date(each.created_at)} ${clock(each.created_at).slice(0, 5)}` }),
        ...shownMetrics.map((name) => h("td", { text: value(each, name) })), h("td", { text: String(each.details.n_segments ?? "–") }))))));
}

window.addEventListener("songngu:language", load);
songngu.screen("quality", { root, show: load, hide: () => clearTimeout(timer) });
