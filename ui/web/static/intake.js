// A box that takes a page, pasted or as a file; used for both sides of the form and on the desk.
// NAME is that of its parts in the HTML (NAME-text, NAME-file, …), side is "source" or "target".
const languageName = (code) => {
  try { return new Intl.DisplayNames([songngu.language], { type: "language" }).of(code); } catch { return code; }
};

class Intake {
  constructor(part, name, side, { again, changed = () => {} }) {
    this.side = side;
    this.again = again; // sends the form once more
    this.file = null;
    this.sure = false; // the person says that the language is right
    this.box = part(`${name}-text`);
    this.input = part(`${name}-file`);
    this.line = part(`${name}-file-name`);
    this.problem = part(`${name}-problem`);
    this.box.addEventListener("input", () => { this.sure = false; changed(); });
    this.input.addEventListener("change", (event) => this.choose(event.target.files[0] ?? null));
    this.takeDrops(part(`${name}-zone`));
  }

  takeDrops(zone) {
    const files = (event) => [...event.dataTransfer.types].includes("Files");
    zone.addEventListener("dragover", (event) => { if (files(event)) { event.preventDefault(); zone.dataset.over = "yes"; } });
    zone.addEventListener("dragleave", () => { delete zone.dataset.over; });
    zone.addEventListener("drop", (event) => {
      delete zone.dataset.over;
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.choose(event.dataTransfer.files[0]);
    });
  }

  choose(file) {
    this.file = file;
    this.sure = false;
    this.line.hidden = !file;
    this.line.replaceChildren();
    this.box.disabled = Boolean(file);
    this.problem.hidden = true;
    if (!file) { this.input.value = ""; return; }
    this.line.append(h("span", { text: file.name }),
      h("button.sg-small", { type: "button", words: "form.remove-file", onclick: () => { this.choose(null); this.box.focus(); } }));
  }

  // What goes to the server; throws an answer like the server's where that cannot help.
  async page() {
    const { file, sure } = this;
    if (!file) return this.box.value.trim() ? { text: this.box.value, sure } : null;
    if (!file.size) throw { ok: false, field: this.side, code: "empty-file", message: "" };
    if (file.size > settings.max_bytes) {
      throw { ok: false, field: this.side, code: "too-big", message: "", found: (file.size / MB).toFixed(0), limit: settings.max_bytes / MB };
    }
    try {
      return { name: file.name, base64: await encoded(file), sure };
    } catch (error) {
      throw { ok: false, field: this.side, code: "unreadable", message: String(error) };
    }
  }

  refuse(answer) {
    const found = typeof answer.found === "string" ? languageName(answer.found) : answer.found;
    explain(this.problem, { ...answer, found });
    if (["source-is-english", "target-is-vietnamese", "other-language"].includes(answer.code)) {
      this.problem.append(h("button.sg-small.sg-sure", { type: "button", words: `form.sure-${this.side}`,
        onclick: () => { this.sure = true; this.again(); } }));
    }
    (this.file ? this.input : this.box).focus();
  }

  clear() {
    this.box.value = "";
    this.choose(null);
  }
}
