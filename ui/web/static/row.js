// One segment's editor: the text box, its autosave, its conflict panel. It knows nothing of the
// page around it; `desk` gives it {server, moved(row), noticed(row)}.
// A row writes what is typed into the browser's own storage at each key and takes it out when the
// server has it: a refresh or a dead server costs nothing that was on the screen.
const AUTOSAVE_MS = 700; // after the last key; the promise is "at most a second"
const RETRY_MS = 3000;

class Row {
  constructor(desk, data, number) {
    this.desk = desk;
    this.id = data.segment_id;
    this.source = data.source;
    this.timer = null;
    this.saving = null;
    this.composing = false;
    this.conflict = null;
    this.shown = "";
    this.build(data, number);
    this.receive(data);
    this.recover();
  }

  // ---- what is on the page -------------------------------------------------------------------
  build(data, number) {
    const sourceId = `sg-source-${this.id}`;
    this.box = h("textarea.sg-box", {
      id: `sg-box-${this.id}`, lang: "en", rows: 1, spellcheck: true,
      label: ["row.label", { n: number }], "aria-describedby": sourceId,
      oninput: () => this.typed(),
      onblur: () => this.flush(),
      onkeydown: (event) => this.key(event),
      oncompositionstart: () => { this.composing = true; clearTimeout(this.timer); },
      oncompositionend: () => { this.composing = false; this.typed(); },
    });
    this.state = h("span.sg-state");
    this.checks = h("span.sg-checks");
    this.draftText = h("p.sg-draft-text", { lang: "en" });
    this.draftView = h("details.sg-draft", { hidden: true },
      h("summary", { words: "row.machine-draft" }), this.draftText,
      h("button.sg-small", { type: "button", words: "row.take-draft", onclick: () => this.takeDraft() }));
    this.panel = h("div.sg-conflict", { hidden: true, role: "alert" });
    this.element = h("div.sg-row", { "data-segment": this.id },
      h("div.sg-source", { id: sourceId, lang: "vi" },
        h("span.sg-number", { text: number, "aria-hidden": "true" }),
        h("p", { text: data.source, lang: this.desk.language }),
        data.kind === "paragraph" ? null : h("span.sg-kind", { words: `kind.${data.kind}` })),
      h("div.sg-edit", {}, this.box, this.panel,
        h("div.sg-foot", {}, this.state, this.checks), this.draftView));
  }

  // ---- what comes from the store -------------------------------------------------------------
  receive(data) {
    const first = this.base === undefined;
    this.draft = data.draft;
    this.showChecks(data.checks);
    // An answer that was on its way while this row was saved knows less than the row does.
    if (!first && (data.revision_id ?? 0) < (this.base ?? 0)) { this.showState(); return; }
    const untouched = first || this.box.value === this.shown;
    if (!first && data.revision_id !== this.base) delete this.state.dataset.kept;
    this.known = data.post_edit ?? null;
    this.editor = data.editor;
    this.status = data.status;
    if (untouched) {
      this.base = data.revision_id;
      this.show(this.stored());
    }
    this.shown = untouched ? this.box.value : this.shown;
    this.showState();
  }

  stored() { return this.known ?? this.draft ?? ""; }

  // "shown" is the stored text this row was last filled with or saved as.
  dirty() { return this.box.value !== this.shown; }

  show(text) {
    if (this.box.value === text) return;
    this.box.value = text;
    this.fit();
  }

  fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
  }

  showChecks(checks) {
    this.checks.replaceChildren(...checks.map((check) => h("span.sg-check", {},
      h("span.sg-mark", { text: "!", "aria-hidden": "true" }),
      h("span", { words: `check.${check.name}` }),
      h("span.sg-check-why", {}, h("span", { words: `check.${check.name}.why` }),
        check.found ? h("span", { text: ` ${check.found}` }) : null))));
  }

  showState() {
    this.element.dataset.status = this.conflict ? "conflict" : this.status;
    const edited = this.known !== null && this.draft !== null && this.known !== this.draft;
    this.draftView.hidden = !edited;
    this.draftText.textContent = this.draft ?? "";
    if (this.conflict || this.saving || this.dirty() || this.state.dataset.kept) return;
    if (this.known !== null) this.tell("row.edited", { editor: this.editor });
    else if (this.draft !== null) this.tell("row.draft");
    else this.tell(this.desk.drafting ? "row.waiting" : "row.empty");
  }

  tell(key, parameters = {}, mood = "") {
    say(this.state, key, parameters);
    this.state.dataset.mood = mood;
  }

  // ---- typing and saving ---------------------------------------------------------------------
  typed() {
    this.fit();
    delete this.state.dataset.kept;
    this.remember();
    if (this.composing || this.conflict) return;
    if (!this.dirty() && !this.saving) { this.remember(); this.showState(); return; }
    this.tell("row.typing");
    this.later(AUTOSAVE_MS);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  flush({ confirm = false } = {}) {
    clearTimeout(this.timer);
    if (this.composing || this.conflict) return this.saving;
    if (this.saving) { // one at a time and in order; the last text wins
      this.again = this.again || confirm || this.dirty();
      return this.saving;
    }
    const accept = confirm && this.known === null && this.box.value.trim() !== "";
    if (!this.dirty() && !accept) return null;
    this.saving = this.save(this.box.value).finally(() => {
      this.saving = null;
      const again = this.again;
      this.again = false;
      if (again && this.dirty() && !this.conflict) this.flush();
      else this.showState();
    });
    return this.saving;
  }

  async save(text) {
    this.tell("row.saving");
    const answer = await call(this.desk.server, "save", {
      segment: this.id, text, previous: this.base, editor: songngu.editor(),
    });
    if (answer.ok) this.saved(answer.revision);
    else if (answer.conflict) this.collide(answer.conflict, text);
    else if (answer.code === "offline") {
      this.tell("row.offline", {}, "bad");
      this.later(RETRY_MS);
    } else {
      const known = t(`error.${answer.code}`);
      this.tell("row.refused", { message: known.startsWith("error.") ? answer.message : known }, "bad");
      this.state.dataset.kept = "yes";
    }
  }

  saved(revision) {
    this.base = revision.id;
    this.known = this.shown = revision.text;
    this.editor = revision.editor;
    this.status = revision.status;
    this.remember();
    if (!this.dirty()) {
      this.tell("row.saved", { time: clock(revision.time) }, "good");
      this.state.dataset.kept = "yes";
    }
    this.desk.noticed(this, revision);
  }

  // ---- what the browser keeps until the server has it ------------------------------------------
  // The source text travels along: ids of another database on the same address must not match.
  keepKey() { return `songngu:unsaved:${this.id}`; }

  remember() {
    write(this.keepKey(), this.dirty() || this.conflict
      ? JSON.stringify({ text: this.box.value, previous: this.base, source: this.source }) : null);
  }

  recover() {
    let kept;
    try { kept = JSON.parse(read(this.keepKey())); } catch { kept = null; }
    if (!kept || kept.source !== this.source) return;
    if (kept.text === this.stored()) { write(this.keepKey(), null); return; }
    this.base = kept.previous; // a revision made since then is a conflict, and shown as one
    this.show(kept.text);
    this.tell("row.recovered");
    this.later(50);
  }

  // ---- two editors, one segment ----------------------------------------------------------------
  collide(current, mine) {
    this.conflict = current;
    this.remember();
    this.element.dataset.status = "conflict";
    this.tell("row.conflict", {}, "bad");
    this.panel.replaceChildren(
      h("p.sg-conflict-head", { words: ["conflict.head", { editor: current.editor, time: clock(current.time) }] }),
      h("div.sg-two", {},
        h("div", {}, h("h4", { words: ["conflict.theirs", { editor: current.editor }] }),
          h("p.sg-theirs", { text: current.text, lang: "en" })),
        h("div", {}, h("h4", { words: "conflict.mine" }), h("p.sg-mine", { text: mine, lang: "en" }))),
      h("div.sg-buttons", {},
        h("button.sg-small", { type: "button", words: "conflict.keep-mine", onclick: () => this.settle(this.box.value) }),
        h("button.sg-small", { type: "button", words: "conflict.take-theirs", onclick: () => this.settle(current.text) }),
        h("button.sg-small", { type: "button", words: "conflict.both", onclick: () => this.settle(`${current.text}\n${this.box.value}`, false) })));
    this.panel.hidden = false;
  }

  settle(text, save = true) {
    this.base = this.conflict.id;
    this.known = this.shown = this.conflict.text;
    this.editor = this.conflict.editor;
    this.conflict = null;
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.show(text);
    this.box.focus();
    this.remember();
    if (save && this.dirty()) this.flush();
    else if (this.dirty()) this.tell("row.merge");
    this.showState();
  }

  takeDraft() {
    this.show(this.draft ?? "");
    this.box.focus();
    this.typed();
  }

  // ---- keys --------------------------------------------------------------------------------------
  key(event) {
    if (composing(event) || this.composing) return; // the input method owns the keyboard now
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.flush({ confirm: true });
      this.desk.moved(this, 1);
    } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.desk.moved(this, event.key === "ArrowDown" ? 1 : -1);
    }
  }
}
