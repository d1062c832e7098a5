// One line of the list of articles: title, English version, progress, who, what can be done.
// `list` gives it {propose(article), assign(article, mine), remove(article), restore(article)}.
function titled(selector, article, make) {
  const title = make(selector, { lang: article.language });
  if (article.title) title.textContent = article.title;
  else say(title, "article.untitled");
  return title;
}

function titleCell(article, binned) {
  const to = (selector, options) => songngu.link(selector, { article: article.id }, options);
  const title = titled("a.sg-article-title", article, to);
  return h("th", { scope: "row" },
    binned ? titled("span.sg-article-title", article, (selector, options) => h(selector, options)) : title,
    h("p.sg-article-facts", {},
      h("span", { words: `language.${article.language}` }),
      article.published ? h("span", { text: date(article.published) }) : null,
      h("span", { words: ["list.segments", { n: article.n_segments }] }),
      article.url ? h("span.sg-url", { text: article.url, title: article.url }) : null));
}

function versionCell(article, list, binned) {
  if (article.language !== "vi") return h("td.sg-version", {}, h("span.sg-gap", { words: "list.lone-english" }));
  const badge = h("span.sg-badge", { "data-verdict": article.verdict ?? "none", words: `badge.${article.verdict ?? "none"}` });
  if (article.target_id === null) {
    return h("td.sg-version", {}, badge, binned ? null : h("button.sg-link-button", {
      type: "button", words: "version.find", label: ["version.find-for", { title: article.title ?? "" }],
      onclick: () => list.propose(article),
    }));
  }
  const title = h("p.sg-version-title", { lang: "en", title: article.target_title ?? "" });
  if (article.target_title) title.textContent = article.target_title;
  else say(title, "article.untitled");
  return h("td.sg-version", {}, badge, title);
}

// The bar shows four shares, each drawn over the one before: drafted, edited, reviewed, approved.
function progressCell(article) {
  if (article.language !== "vi") return h("td.sg-stage", {});
  const total = Math.max(1, article.n_segments);
  const bar = h("span.sg-shares", { "aria-hidden": "true" }, ...["drafted", "edited", "reviewed", "approved"].map((name) => {
    const share = h("span", { "data-share": name });
    share.style.inlineSize = `${(100 * article[`n_${name}`]) / total}%`;
    return share;
  }));
  return h("td.sg-stage", {}, bar, h("p", {}, progressWords(article)));
}

function progressWords(article) {
  const job = article.job;
  if (job?.active) {
    const key = job.remaining_s === null ? "list.drafting" : "list.drafting-left";
    return h("span", { words: [key, { done: job.done, total: job.total, left: job.remaining_s === null ? "" : duration(job.remaining_s) }] });
  }
  const counts = { edited: article.n_edited, reviewed: article.n_reviewed, approved: article.n_approved, total: article.n_segments };
  if (article.n_approved) return h("span", { words: ["list.approved", counts] });
  if (article.n_edited) return h("span", { words: ["list.edited", counts] });
  if (job && ["failed", "interrupted", "cancelled"].includes(job.state)) return h("span.sg-trouble", { words: `list.${job.state}` });
  if (article.n_drafted < article.n_segments) return h("span", { words: "list.undrafted" });
  return h("span", { words: "list.drafted" });
}

function whoCell(article, list, binned) {
  const cell = h("td.sg-who", {});
  if (article.assignee) {
    cell.append(h("span.sg-person", { "data-mine": article.mine ? "yes" : "no", text: article.assignee }));
  } else if (!binned && article.language === "vi") {
    cell.append(h("button.sg-link-button", { type: "button", words: "who.take",
      label: ["who.take-it", { title: article.title ?? "" }], onclick: () => list.assign(article, true) }));
  }
  if (article.others.length) cell.append(h("p.sg-here", { words: ["who.here", { names: article.others.join(", ") }] }));
  if (article.editor) {
    cell.append(h("p.sg-last", { words: ["who.last", { editor: article.editor, time: moment(article.changed_at) }] }));
  }
  return cell;
}

function actionsCell(article, list, binned) {
  if (binned) {
    return h("td.sg-actions", {}, h("button.sg-small", { type: "button", words: "bin.restore",
      label: ["bin.restore-it", { title: article.title ?? "" }], onclick: () => list.restore(article) }));
  }
  const menu = h("details.sg-menu", {});
  const entry = (words, run, kind = "") => h("button", { type: "button", words, "data-kind": kind,
    onclick: () => { menu.open = false; run(); } });
  const entries = h("div.sg-menu-entries", {});
  if (article.language === "vi") {
    entries.append(entry(article.target_id === null ? "version.find" : "version.other", () => list.propose(article)));
    entries.append(article.mine ? entry("who.give-back", () => list.assign(article, false))
      : entry("who.take", () => list.assign(article, true)));
  }
  entries.append(entry("list.delete", () => list.remove(article), "danger"));
  menu.append(h("summary", { label: ["list.more", { title: article.title ?? t("article.untitled") }], text: "⋯" }), entries);
  menu.addEventListener("focusout", (event) => { if (!menu.contains(event.relatedTarget)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) { menu.open = false; menu.firstChild.focus(); }
  });
  return h("td.sg-actions", {}, menu);
}

function articleRow(article, list, binned) {
  return h("tr", { "data-article": article.id, "data-stage": article.stage },
    titleCell(article, binned), versionCell(article, list, binned), progressCell(article),
    whoCell(article, list, binned), actionsCell(article, list, binned));
}
