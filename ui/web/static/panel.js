// Beside the text: what helps with the segment that has the focus. Draft and what was changed in it,
// checks; memory and terms; link, history, remarks, neighbours. `desk` gives {server, row(), step(…)}.
const AT_ONCE = 1000; // segments: the reasons for a link take the whole article to be read

class Panel {
  constructor(element, desk) {
    this.element = element;
    this.desk = desk;
    this.row = null;
    this.terms = [];
    this.matches = [];
    this.tab = read("songngu:panel-tab") || "link";
    this.asked = 0;
    this.build();
  }

  build() {
    const list = (name) => h(`div.sg-panel-${name}`);
    this.head = h("div.sg-panel-head");
    this.diff = h("p.sg-diff", { lang: "en" });
    this.checks = list("checks");
    this.memory = list("memory");
    this.termbase = list("terms");
    this.tabs = h("div.sg-panel-tabs", { role: "tablist", label: "panel.more" });
    this.body = h("div.sg-panel-body", { role: "tabpanel", tabIndex: 0 });
    const column = (key, ...inside) => h("section.sg-panel-column", key ? { tabIndex: 0, label: key } : {},
      key ? h("h3", { words: key }) : null, ...inside);
    this.element.replaceChildren(this.head, h("div.sg-panel-columns", {},
      column("panel.changes", this.diff, this.checks),
      column("panel.memory", this.termbase, this.memory),
      column(null, this.tabs, this.body)));
    for (const name of ["link", "history", "comments", "context"]) {
      this.tabs.append(h("button.sg-tab", { type: "button", role: "tab", "data-tab": name,
        words: `panel.${name}`, onclick: () => this.open(name) }));
    }
  }

  // ---- which segment -----------------------------------------------------------------------------
  async show(row) {
    requestAnimationFrame(() => this.uncover(row));
    if (this.row === row) { this.refresh(); return; }
    this.row?.unmark?.();
    this.row = row;
    this.element.hidden = false;
    this.helps = null;
    this.terms = [];
    this.matches = [];
    this.memory.replaceChildren();
    this.termbase.replaceChildren();
    this.refresh();
    this.open(this.tab);
    await this.ask();
    this.uncover(row); // rows beside it may have been filled meanwhile
  }

  // The panel must not lie on the box that is typed in; of a tall one its beginning is shown.
  uncover(row) {
    if (document.activeElement !== row.box) return;
    const box = row.box.getBoundingClientRect();
    const covered = box.bottom + 12 - this.element.getBoundingClientRect().top;
    if (covered > 0) window.scrollBy(0, Math.min(covered, Math.max(0, box.top - 110)));
  }

  hide() {
    this.row = null;
    this.element.hidden = true;
  }

  // The answers of a segment that was left meanwhile are passed over.
  async ask() {
    const asked = ++this.asked;
    const { row } = this;
    const answer = await call(this.desk.server, "helps", { segment: row.id, source: row.source });
    if (asked !== this.asked || row !== this.row) return;
    if (!answer.ok) { this.memory.replaceChildren(h("p.sg-gap", { words: "panel.no-answer" })); return; }
    this.helps = answer;
    this.terms = answer.terms;
    this.matches = answer.matches;
    this.showMemory();
    this.showTerms();
    mark(row.text, row.source, answer);
    this.desk.renewed(row);
    this.open(this.tab);
  }

  refresh() {
    const { row } = this;
    if (!row) return;
    this.showHead();
    this.showChanges();
    this.checks.replaceChildren(...(row.found ?? []).map((check) => h("p.sg-check", { "data-mood": check.informs ? "good" : "warn" },
      h("span.sg-mark", { text: check.informs ? "✓" : "!", "aria-hidden": "true" }), h("strong", { words: `check.${check.name}` }),
      h("span.sg-check-why", {}, h("span", { words: `check.${check.name}.why` }),
        check.found ? h("span", { text: ` ${check.found}` }) : null))));
  }

  showHead() {
    const { row } = this;
    const action = (words, run, options = {}) => h("button.sg-small", { type: "button", words, onclick: run, ...options });
    const status = row.locked() ? [this.desk.reviewer ? action("action.reopen", () => this.desk.setStatus(row, "edited")) : null]
      : [action("action.confirm", () => this.desk.confirm(row)),
        this.desk.reviewer && row.status !== "reviewed" ? action("action.review", () => this.desk.setStatus(row, "reviewed")) : null,
        this.desk.reviewer ? action("action.approve", () => this.desk.setStatus(row, "approved")) : null];
    const shown = JSON.stringify([row.id, row.status, row.known === null, this.desk.reviewer]);
    if (this.headShown === shown) return; // so that a button keeps the focus
    this.headShown = shown;
    this.head.replaceChildren(
      h("strong", { words: ["panel.segment", { n: row.data.position + 1 }] }),
      h("span.sg-status", { words: `status.${row.known === null ? "draft" : row.status}` }),
      h("span.sg-buttons", {}, ...status.filter(Boolean),
        action("action.draft", () => this.desk.takeDraft(row)), action("action.english", () => this.desk.takeEnglish(row)),
        action("action.split", () => this.desk.split(row)), action("action.merge", () => this.desk.merge(row))));
  }

  showChanges() {
    const { row } = this;
    const text = row.box.value;
    if (row.draft === null) { unsay(this.diff); this.diff.append(h("span.sg-gap", { words: "panel.no-draft" })); return; }
    this.diff.replaceChildren(...words(row.draft, text).map(([kind, part]) =>
      h(kind === "same" ? "span" : kind === "gone" ? "del" : "ins", { text: part })));
  }

  // ---- memory and terms --------------------------------------------------------------------------
  showMemory() {
    this.memory.replaceChildren(...this.matches.map((match, n) => h("div.sg-match", {},
      h("button.sg-percent", { type: "button", text: `${Math.floor(match.similarity * 100)} %`,
        tip: ["panel.insert-match", { n: n + 1 }], label: ["panel.insert-match", { n: n + 1 }],
        onclick: () => this.useMatch(n) }),
      h("div", {}, h("p", { text: match.target, lang: "en" }),
        h("p.sg-hint", { lang: "vi" }, ...words(match.source, this.row.source).filter(([kind]) => kind !== "new")
          .map(([kind, part]) => h(kind === "same" ? "span" : "del", { text: part })))))));
    if (!this.matches.length) this.memory.append(h("p.sg-gap", { words: "panel.no-memory" }));
  }

  showTerms() {
    this.termbase.replaceChildren(...this.terms.map((term, n) => h("button.sg-term", {
      type: "button", onclick: () => this.useTerm(n), title: term.note || undefined },
      n < 9 ? h("kbd", { text: `Alt+${n + 1}` }) : null,
      h("span", { text: term.source, lang: "vi" }), h("span", { text: "→", "aria-hidden": "true" }),
      h("span", { text: term.target, lang: "en" }))));
    if (!this.terms.length) this.termbase.append(h("p.sg-gap", { words: "panel.no-terms" }));
  }

  useTerm(n) { if (this.terms[n]) this.row?.insert(this.terms[n].target); }

  useMatch(n) { if (this.matches[n]) this.row?.replace(this.matches[n].target); }

  // ---- link, history, remarks, neighbours ----------------------------------------------------------
  open(name) {
    if (name !== this.tab) write("songngu:panel-tab", name);
    this.tab = name;
    for (const tab of this.tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
    if (!this.row) return;
    const body = { link: () => this.link(), history: () => this.history(),
      comments: () => this.comments(), context: () => this.context() }[name]();
    // A remark half written stays.
    if (name === "comments" && this.body.querySelector("textarea:focus")) return;
    this.body.replaceChildren(...body);
  }

  link() {
    const { group } = this.row;
    const found = this.desk.english(group);
    if (!this.desk.paired) return [h("p.sg-gap", { words: "verdict.none" })];
    if (!found.length) return [h("p.sg-gap", { words: "row.no-english" })];
    const reasons = h("ul.sg-reasons");
    if (this.desk.size() > AT_ONCE) {
      reasons.append(h("li", {}, h("button.sg-small", { type: "button", words: "panel.why", onclick: () => this.why(reasons) })));
    } else setTimeout(() => { if (this.row?.group === group && reasons.isConnected) this.why(reasons); }, 400);
    return [linkLine(group), reasons];
  }

  async why(list) {
    const { row } = this;
    const answer = await call(this.desk.server, "why", { id: this.desk.id(), segment: row.id });
    if (row !== this.row || !answer.ok) return;
    list.replaceChildren(...answer.reasons.map(reasonLine));
  }

  history() {
    if (!this.helps) return [];
    if (!this.helps.history.length) return [h("p.sg-gap", { words: "panel.no-history" })];
    return [h("ol.sg-history", {}, ...this.helps.history.map((revision) => h("li", {},
      h("p.sg-hint", {}, h("span", { text: `${date(revision.time)} ${clock(revision.time)}  ${revision.editor}  ` }),
        h("span", { words: `status.${revision.status}` })),
      revision.text ? h("p", { text: revision.text, lang: "en" }) : h("p.sg-gap", { words: "panel.withdrawn" }),
      revision.text ? h("button.sg-small", { type: "button", words: "panel.restore",
        onclick: () => this.row.replace(revision.text) }) : null)))];
  }

  comments() {
    if (!this.helps) return [];
    const box = h("textarea.sg-remark", { rows: 2, maxLength: 4000, hint: "panel.remark-hint", label: "panel.remark-hint" });
    const send = async () => {
      const text = box.value.trim();
      if (!text) return;
      const answer = await call(this.desk.server, "remark", { segment: this.row.id, text });
      if (!answer.ok) { songngu.toast(`error.${answer.code}`, { mood: "bad" }); return; }
      box.value = "";
      box.blur();
      this.helps.comments.push(answer.comment);
      this.remarked();
    };
    box.addEventListener("keydown", (event) => {
      if (composing(event)) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); event.stopPropagation(); send().then(() => this.row?.box.focus()); }
      if (event.key === "Escape") { event.preventDefault(); this.row?.box.focus(); }
    });
    return [...this.helps.comments.map((comment) => h("div.sg-comment", { "data-resolved": comment.resolved_by ? "yes" : "no" },
      h("p.sg-hint", { text: `${comment.editor}  ${date(comment.time)} ${clock(comment.time)}` }),
      h("p", { text: comment.text }),
      h("button.sg-small", { type: "button", words: comment.resolved_by ? "panel.unsettle" : "panel.settle",
        onclick: () => this.settle(comment) }))),
    h("div.sg-remark-line", {}, box, h("button.sg-small", { type: "button", words: "panel.remark-send", onclick: send }))];
  }

  async settle(comment) {
    const answer = await call(this.desk.server, "settle", { id: comment.id, resolved: !comment.resolved_by });
    if (!answer.ok) { songngu.toast(`error.${answer.code}`, { mood: "bad" }); return; }
    Object.assign(comment, answer.comment);
    this.remarked();
  }

  remarked() {
    this.desk.remarked(this.row, this.helps.comments.filter((each) => !each.resolved_by).length);
    this.open("comments");
  }

  comment() {
    this.open("comments");
    this.body.querySelector("textarea")?.focus();
  }

  context() {
    const list = h("ol.sg-context");
    this.desk.neighbours(this.row).then((rows) => list.replaceChildren(...rows.map((row) => h("li", {
      "aria-current": row.segment_id === this.row?.id ? "true" : undefined },
      h("p", { text: row.source, lang: "vi" }),
      h("p.sg-hint", { text: row.post_edit ?? row.draft ?? "", lang: "en" })))));
    return [list];
  }
}

function linkLine(group) {
  if (group.fixed) return h("div.sg-link", { "data-level": "high" }, h("span", { words: "link.fixed" }));
  const level = group.confidence >= 0.8 ? "high" : group.confidence >= 0.5 ? "middle" : "low";
  const meter = h("span.sg-meter", { "aria-hidden": "true" }, h("span"));
  meter.firstChild.style.inlineSize = `${Math.round(group.confidence * 100)}%`;
  return h("div.sg-link", { "data-level": level }, meter,
    h("span", { words: [`link.${level}`, { percent: percent(group.confidence) }] }));
}

// ---- differences by words --------------------------------------------------------------------------
// Longest common subsequence of words; texts too long for it are shown as one change.
const MOST_WORDS = 400;

function words(before, after) {
  const [a, b] = [before, after].map((text) => text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*|\s+|[^\s\p{L}\p{N}]/gu) ?? []);
  if (before === after) return [["same", before]];
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return [["gone", before], ["new", after]];
  const wide = b.length + 1;
  const best = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      best[i * wide + j] = a[i] === b[j] ? best[(i + 1) * wide + j + 1] + 1
        : Math.max(best[(i + 1) * wide + j], best[i * wide + j + 1]);
    }
  }
  const out = [];
  const add = (kind, part) => { if (out.at(-1)?.[0] === kind) out.at(-1)[1] += part; else out.push([kind, part]); };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { add("same", a[i]); i += 1; j += 1; }
    else if (i < a.length && (j === b.length || best[(i + 1) * wide + j] >= best[i * wide + j + 1])) { add("gone", a[i]); i += 1; }
    else { add("new", b[j]); j += 1; }
  }
  return out;
}

// ---- terms in the source -----------------------------------------------------------------------------
function mark(element, text, { terms, spans }) {
  const parts = [];
  let from = 0;
  for (const [start, end, term] of spans) {
    parts.push(text.slice(from, start), h("mark.sg-term-mark", { text: text.slice(start, end), title: terms[term].target }));
    from = end;
  }
  element.replaceChildren(...parts, text.slice(from));
}
