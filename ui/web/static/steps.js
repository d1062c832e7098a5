// What the screens of blocks and links share: taking steps, undo and redo, noticing what others do.
//   const steps = new Steps({ screen, load(focus), payload() })
// `load` reads everything again and puts the focus on a segment or block; `payload` says what every
// request carries.
class Steps {
  constructor({ screen, load, payload }) {
    Object.assign(this, { screen, load, payload, mark: null, timer: null, busy: false });
    for (const name of ["undo", "redo"]) part(name).addEventListener("click", () => this.take(name));
    songngu.shortcut({ screen, keys: ["Ctrl+Z"], words: "step.key.undo", run: () => this.take("undo") });
    songngu.shortcut({ screen, keys: ["Ctrl+Shift+Z", "Ctrl+Y"], words: "step.key.redo", run: () => this.take("redo") });
  }

  // Returns the answer, after everything has been read again; null where it did not work.
  async take(name, more = {}) {
    if (this.busy) return null; // one after the other: the next one builds on what this one left
    this.busy = true;
    root.setAttribute("aria-busy", "true");
    const answer = await call(server, name, { ...this.payload(), ...more });
    if (!answer.ok) await this.refused(answer);
    else {
      part("problem").hidden = true;
      this.next(answer);
      const step = answer.step;
      if (name === "undo" || name === "redo") this.told(name, step);
      await this.load(step?.segments?.[0] ?? null);
    }
    this.busy = false;
    root.removeAttribute("aria-busy");
    return answer.ok ? answer : null;
  }

  told(name, step) {
    if (step) songngu.toast([`step.${name === "undo" ? "undone" : "redone"}`, { step: t(`step.${step.kind}`) }], { seconds: 3 });
    else songngu.toast([`step.nothing-to-${name}`, {}], { seconds: 3 });
  }

  async refused(answer) {
    explain(part("problem"), { ...answer, detail: !["changed", "protected", "undo-conflict"].includes(answer.code) });
    if (["changed", "undo-conflict", "not-found"].includes(answer.code)) await this.load(answer.segments?.[0] ?? null);
    part("problem").scrollIntoView({ block: "nearest" });
  }

  // What the two buttons would do.
  next({ undo, redo }) {
    for (const [name, kind] of Object.entries({ undo, redo })) {
      part(name).disabled = !kind;
      say(part(name), kind ? `step.${name}-named` : `step.${name}`, { step: kind ? t(`step.${kind}`) : "" }, "title");
    }
  }

  watch(mark) {
    this.mark = mark;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), 3000);
  }

  async look() {
    if (root.hidden) return;
    if (!document.hidden && !this.busy && !document.querySelector("dialog[open]") && !root.querySelector("[data-editing]")) {
      const answer = await call(server, "pulse", this.payload());
      if (root.hidden || this.busy) return;
      if (answer.ok) this.job(answer.job);
      if (answer.ok && answer.mark !== this.mark) { await this.load(null); return; }
    }
    this.watch(this.mark);
  }

  job(job) {
    part("job").hidden = !job?.active;
    if (job?.active) say(part("job"), job.state === "aligning" ? "step.aligning" : "step.drafting", { done: job.done, total: job.total });
  }

  stop() { clearTimeout(this.timer); }
}
