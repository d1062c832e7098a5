// What stands above the rows: the article's facts, the verdict, the English page that can be added.
function head(article) {
  part("head").hidden = false;
  songngu.heading(article.title, article.language);
  const facts = [article.published && date(article.published), article.byline, article.url];
  part("facts").textContent = facts.filter(Boolean).join("  ·  ");
}

function verdict(article, english) {
  const banner = part("verdict");
  banner.hidden = false;
  banner.dataset.verdict = article.verdict ?? "none";
  say(part("verdict-head"), `verdict.${article.verdict ?? "none"}`);
  const { linked, total } = english;
  if (article.verdict) {
    say(part("verdict-why"), `verdict.${article.verdict}.why`, {
      linked, total, sure: percent(article.verdict_confidence),
      title: article.target_title ?? "",
    });
  } else say(part("verdict-why"), article.language === "vi" ? "verdict.none.why" : "verdict.none.english");
  desk.paired = Boolean(article.verdict);
  part("columns").dataset.pair = part("rows").dataset.pair = article.verdict ? "yes" : "no";
  part("pairing").hidden = article.language !== "vi";
  say(part("pairing-head"), article.verdict ? "pairing.replace" : "pairing.add");
}

// Menus, comments and the like are looked after on the screen "clean".
function aside(n) {
  part("aside").hidden = n === 0;
  part("aside").replaceChildren(songngu.link("a", { article: current, screen: "clean" }, { words: ["aside.link", { n }] }));
}

// ---- the English page --------------------------------------------------------------------------
const newEnglish = new Intake(part, "english", "target", { again: pairUp });

async function pairUp(event) {
  event?.preventDefault();
  const id = current;
  const button = part("pairing-submit");
  newEnglish.problem.hidden = true;
  button.disabled = true;
  let answer;
  try {
    const target = await newEnglish.page();
    answer = await call(server, "pair", { id, target });
  } catch (problem) { answer = problem; }
  button.disabled = false;
  if (id !== current) return;
  if (!answer.ok) { newEnglish.refuse(answer); return; }
  newEnglish.clear();
  part("pairing").open = false;
  job(answer.job);
  pulse();
}
