// One segment's editor: the text box, its autosave, its conflict panel. It knows nothing of the
// page around it; `desk` gives it {server, language, drafting, noticed(row, revision), focused(row)}.
// A row writes what is typed into the browser's own storage at each key and takes it out when the
// server has it: a refresh or a dead server costs nothing that was on the screen.
const AUTOSAVE_MS = 700; // after the last key; the promise is "at most a second"
const RETRY_MS = 3000;
const BURST_MS = 700; // keys closer than this are one step of undo

const fresh = () => Math.random().toString(36).slice(2) + Date.now().toString(36);

class Row {
  constructor(desk, data) {
    this.desk = desk;
    this.id = data.segment_id;
    this.source = data.source;
    this.timer = null;
    this.saving = null;
    this.composing = false;
    this.conflict = null;
    this.shown = "";
    this.stay = fresh();
    this.past = [];
    this.future = [];
    this.lastKey = 0;
    this.build(data);
    this.receive(data);
    this.recover();
  }

  // ---- what is on the page -------------------------------------------------------------------
  build(data) {
    const sourceId = `sg-source-${this.id}`;
    this.box = h("textarea.sg-box", {
      id: `sg-box-${this.id}`, lang: "en", rows: 1, spellcheck: true, "aria-describedby": sourceId,
      oninput: () => this.typed(),
      onbeforeinput: () => { this.before = this.box.value; },
      onfocus: () => this.entered(),
      onblur: () => this.left(),
      oncompositionstart: () => { this.composing = true; clearTimeout(this.timer); },
      oncompositionend: () => { this.composing = false; this.typed(); },
    });
    this.state = h("span.sg-state");
    this.checks = h("span.sg-checks");
    this.status_ = h("span.sg-status");
    this.remarks = h("span.sg-remarks", { hidden: true });
    this.here = h("span.sg-here", { hidden: true, role: "status" });
    this.panel = h("div.sg-conflict", { hidden: true, role: "alert" });
    this.number = h("span.sg-number", { "aria-hidden": "true" });
    this.text = h("p.sg-source-text", { text: data.source, lang: this.desk.language });
    this.kind = h("span.sg-kind", { hidden: data.kind === "paragraph", words: `kind.${data.kind}` });
    this.element = h("div.sg-row", { "data-segment": this.id },
      h("div.sg-source", { id: sourceId, lang: "vi" }, this.number, this.text, this.kind),
      h("div.sg-edit", {}, this.box, this.panel,
        h("div.sg-foot", {}, this.status_, this.state, this.here, this.remarks, this.checks)));
  }

  place(position) {
    const n = position + 1;
    this.number.textContent = n;
    say(this.box, "row.label", { n }, "aria-label");
  }

  // ---- what comes from the store -------------------------------------------------------------
  receive(data) {
    const first = this.base === undefined;
    this.data = data;
    this.place(data.position);
    if (this.source !== data.source) { this.source = data.source; this.text.textContent = data.source; }
    this.kind.hidden = data.kind === "paragraph";
    say(this.kind, `kind.${data.kind}`);
    this.draft = data.draft;
    // An answer that was on its way while this row was saved knows less than the row does.
    if (!first && (data.revision_id ?? 0) < (this.base ?? 0)) { this.showState(); return; }
    const untouched = first || this.box.value === this.shown;
    if (!first && data.revision_id !== this.base) delete this.state.dataset.kept;
    this.showChecks(data.checks);
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

  // A person has written it once; the checks say where it comes from.
  recalled() { return (this.found ?? []).some((check) => ["from-memory", "adapted"].includes(check.name)); }

  stored() { return this.known ?? this.draft ?? ""; }

  // "shown" is the stored text this row was last filled with or saved as.
  dirty() { return this.box.value !== this.shown; }

  busy() { return this.dirty() || this.saving || this.composing || this.conflict || this.timer; }

  locked() { return this.status === "approved"; }

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
    this.found = checks;
    this.checks.replaceChildren(...checks.map((check) => h("span.sg-check", { "data-mood": check.informs ? "good" : "warn" },
      h("span.sg-mark", { text: check.informs ? "✓" : "!", "aria-hidden": "true" }),
      h("span", { words: `check.${check.name}` }))));
  }

  showState() {
    this.element.dataset.status = this.conflict ? "conflict" : this.status;
    this.box.readOnly = this.locked() && !this.conflict;
    this.status_.hidden = !["reviewed", "approved"].includes(this.status);
    say(this.status_, `status.${this.status}`);
    if (this.conflict || this.saving || this.dirty() || this.state.dataset.kept) return;
    if (this.known !== null) this.tell("row.edited", { editor: this.editor });
    else if (this.draft !== null) this.tell(this.recalled() ? "row.recalled" : "row.draft");
    else this.tell(this.desk.drafting ? "row.waiting" : "row.empty");
  }

  tell(key, parameters = {}, mood = "") {
    say(this.state, key, parameters);
    this.state.dataset.mood = mood;
  }

  visitors(names) {
    this.here.hidden = names.length === 0;
    if (names.length) say(this.here, "row.here", { names: names.join(", ") });
  }

  remarked(n) {
    this.remarks.hidden = n === 0;
    if (n) say(this.remarks, "row.remarks", { n });
  }

  // What the server was asked to change is taken as it gives it, even where this row knew better.
  forget() {
    this.base = undefined;
    this.shown = this.box.value;
    this.past = [];
    this.future = [];
    delete this.state.dataset.kept;
  }

  // ---- typing and saving ---------------------------------------------------------------------
  entered() {
    this.stay = fresh();
    this.past = [];
    this.future = [];
    this.desk.focused(this);
  }

  left() {
    this.flush();
    this.desk.blurred(this);
  }

  typed() {
    this.fit();
    delete this.state.dataset.kept;
    this.remember();
    this.step();
    this.desk.changed(this);
    if (this.conflict) this.panel.querySelector(".sg-mine").textContent = this.box.value;
    if (this.composing || this.conflict) return;
    if (!this.dirty() && !this.saving) { clearTimeout(this.timer); this.timer = null; this.showState(); return; }
    this.tell("row.typing");
    this.later(AUTOSAVE_MS);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  // With `status` the text is saved as such even where nothing was typed.
  flush({ status = null } = {}) {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.composing || this.conflict) return this.saving;
    if (this.saving) { // one at a time and in order; the last text wins
      this.again = { status: status ?? this.again?.status ?? null };
      return this.saving;
    }
    const accept = status !== null && this.box.value.trim() !== ""
      && (this.known === null || status !== this.status);
    if (!this.dirty() && !accept) return null;
    this.saving = this.save(this.box.value, accept ? status : null).finally(() => {
      this.saving = null;
      const again = this.again;
      this.again = null;
      if (again && !this.conflict && (this.dirty() || again.status)) this.flush({ status: again.status });
      else this.showState();
    });
    return this.saving;
  }

  async save(text, status) {
    this.tell("row.saving");
    const answer = await call(this.desk.server, "save", {
      segment: this.id, text, previous: this.base, source: this.source, stay: this.stay,
      ...(status ? { status } : {}),
    });
    if (answer.ok) this.saved(answer.revision, answer.checks);
    else if (answer.conflict) this.collide(answer.conflict);
    else if (answer.code === "offline" || answer.code === "signed-out") {
      this.tell(answer.code === "offline" ? "row.offline" : "row.signed-out", {}, "bad");
      this.later(RETRY_MS);
    } else {
      const known = t(`error.${answer.code}`);
      this.tell("row.refused", { message: known.startsWith("error.") ? answer.message : known }, "bad");
      this.state.dataset.kept = "yes";
    }
  }

  saved(revision, checks = null) {
    this.base = revision.id;
    this.known = this.shown = revision.text;
    this.editor = revision.editor;
    this.status = revision.status;
    if (checks && this.box.value === revision.text) this.showChecks(checks);
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
  collide(current) {
    this.conflict = current;
    this.remember();
    this.element.dataset.status = "conflict";
    this.tell("row.conflict", {}, "bad");
    this.panel.replaceChildren(
      h("p.sg-conflict-head", { words: ["conflict.head", { editor: current.editor, time: clock(current.time) }] }),
      h("div.sg-two", {},
        h("div", {}, h("h4", { words: ["conflict.theirs", { editor: current.editor }] }),
          h("p.sg-theirs", { text: current.text, lang: "en" })),
        h("div", {}, h("h4", { words: "conflict.mine" }), h("p.sg-mine", { text: this.box.value, lang: "en" }))),
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
    this.status = this.conflict.status;
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

  // ---- other texts in the box, and the way back ------------------------------------------------
  replace(text) {
    if (this.box.readOnly) { this.desk.protected(this); return; }
    this.before = this.box.value;
    this.lastKey = 0;
    this.show(text);
    this.box.focus();
    this.typed();
  }

  insert(text) {
    if (this.box.readOnly) { this.desk.protected(this); return; }
    this.before = this.box.value;
    this.lastKey = 0;
    const { selectionStart: start, selectionEnd: end, value } = this.box;
    const gap = start > 0 && /[\p{L}\p{N}]$/u.test(value.slice(0, start)) ? " " : "";
    this.box.setRangeText(gap + text, start, end, "end");
    this.fit();
    this.box.focus();
    this.typed();
  }

  // Within a stay the steps are this row's own; those of earlier stays are the server's.
  step() {
    const now = performance.now();
    if (this.before === undefined || this.before === this.box.value) return;
    if (now - this.lastKey > BURST_MS) this.past.push(this.before);
    this.future = [];
    this.lastKey = now;
  }

  back(from, to) {
    if (!from.length || this.box.readOnly) return false;
    to.push(this.box.value);
    this.show(from.pop());
    this.before = undefined; // no step of its own, and the next key begins a new one
    this.lastKey = 0;
    this.typed();
    return true;
  }

  undo() { return this.back(this.past, this.future); }

  redo() { return this.back(this.future, this.past); }
}
