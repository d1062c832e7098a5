// The first screen: the stored articles, and the form that takes a new one.
const FORM_KEY = "songngu:form";

// ---- list ------------------------------------------------------------------------------------
let listTimer = null;
async function list() {
  clearTimeout(listTimer);
  if (root.hidden) return;
  const search = part("search").value.trim();
  const answer = await call(server, "articles", { search });
  if (!answer.ok) { explain(part("list-problem"), answer); return; }
  part("list-problem").hidden = true;
  const none = answer.articles.length === 0;
  part("empty").hidden = !none || search !== "";
  part("nothing-found").hidden = !none || search === "";
  part("search-line").hidden = none && search === "";
  part("stored").hidden = none;
  part("list").replaceChildren(...answer.articles.map(card));
  if (answer.articles.some((article) => article.job?.active)) listTimer = setTimeout(list, 1500);
}

function card(article) {
  const title = songngu.link("a.sg-card-title", { article: article.id }, { lang: article.language });
  if (article.title) title.textContent = article.title;
  else say(title, "article.untitled");
  const share = article.n_segments ? article.n_edited / article.n_segments : 0;
  const meter = h("span.sg-meter", { "aria-hidden": "true" }, h("span"));
  meter.firstChild.style.inlineSize = `${Math.round(100 * share)}%`;
  return h("li.sg-card", {},
    h("div.sg-card-main", {}, title,
      h("p.sg-card-facts", {},
        h("span", { words: `language.${article.language}` }),
        article.published ? h("span", { text: date(article.published) }) : null,
        h("span", { words: ["list.segments", { n: article.n_segments }] }),
        article.url ? h("span.sg-url", { text: article.url }) : null)),
    h("div.sg-card-side", {},
      h("span.sg-badge", { "data-verdict": article.verdict ?? "none", words: `badge.${article.verdict ?? "none"}` }),
      article.language === "vi" ? h("span.sg-progress", {}, meter, progressWords(article)) : null));
}

function progressWords(article) {
  const job = article.job;
  if (job?.active) return h("span", { words: ["list.drafting", { done: job.done, total: job.total }] });
  if (job && job.state !== "done") return h("span", { words: `list.${job.state}` });
  if (article.n_drafted < article.n_segments && article.n_edited === 0) return h("span", { words: "list.undrafted" });
  return h("span", { words: ["list.edited", { edited: article.n_edited, total: article.n_segments }] });
}

// ---- the form ----------------------------------------------------------------------------------
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
  songngu.go({ article: answer.id });
}

// ---- wiring --------------------------------------------------------------------------------------
restoreForm();
part("form").addEventListener("submit", submit);
let searchTimer = null;
part("search").addEventListener("input", () => { clearTimeout(searchTimer); searchTimer = setTimeout(list, 250); });
window.addEventListener("songngu:language", list);
songngu.screen("articles", { root, show: list, hide: () => clearTimeout(listTimer) });
