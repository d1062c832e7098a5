// Sentence boundaries that the other language shows to be wrong: proposed by the aligner, made by a
// key, each a step that undo takes back.
//   const repairs = new Repairs({ server, article: () => id, make: async (repair) => true,
//     closed() {} })
class Repairs {
  constructor({ server, article, make, closed }) {
    Object.assign(this, { server, article, make, closed, found: [], asked: 0, mark: null });
    part("repairs").addEventListener("click", () => this.open());
  }

  // Asks the server, which reads the whole article for it; null where another question came after.
  async look() {
    const mine = (this.asked += 1);
    const answer = await call(this.server, "repairs", { article: this.article() });
    if (mine !== this.asked) return null;
    this.found = answer.ok ? answer.repairs : [];
    this.tell();
    return answer.ok;
  }

  // The page reads as `mark` says: what was found in another state of it no longer holds.
  moved(mark) {
    if (mark === this.mark || part("repairs").dataset.open === "yes") return false;
    this.mark = mark;
    this.clear();
    return true;
  }

  clear() { this.asked += 1; this.found = []; this.tell(); }

  tell() {
    if (this.found.length) say(part("repairs"), "repairs.some", { n: this.found.length });
    else say(part("repairs"), "repairs.look");
    part("repairs").dataset.some = this.found.length ? "yes" : "no";
  }

  async open() {
    if (!this.found.length) {
      part("repairs").setAttribute("aria-busy", "true");
      const answered = await this.look();
      part("repairs").removeAttribute("aria-busy");
      if (answered === null) return; // the page has changed meanwhile, and they are looked for anew
      if (!this.found.length) {
        songngu.toast([answered ? "repairs.none" : "repairs.failed", {}], { mood: answered ? "good" : "bad" });
        return;
      }
    }
    const list = h("ol.sg-repairs", {}, ...this.found.map((repair) => this.line(repair)));
    setTimeout(() => list.querySelector(".sg-repair-do")?.focus(), 0);
    part("repairs").dataset.open = "yes";
    await songngu.dialog({ words: "repairs.head", wide: true, body: [h("p.sg-hint", { words: "repairs.hint" }), list],
      buttons: [{ words: "dialog.close", value: null }] });
    delete part("repairs").dataset.open;
    this.closed();
  }

  line(repair) {
    const languages = { source: "vi", english: "en" };
    const text = (words) => h("span.sg-repair-text", { text: words, lang: languages[repair.side] });
    const element = h("li.sg-repair", {},
      h("div.sg-repair-head", {}, h("strong", { words: `repairs.${repair.name}` }), h("span.sg-hint", { words: `repairs.side.${repair.side}` })),
      h("p.sg-repair-after", {}, ...repair.after.flatMap((each, place) =>
        [place ? h("span.sg-clean-seam", { "aria-hidden": "true" }) : null, text(each)])),
      h("div.sg-buttons", {},
        h("button.sg-small.sg-repair-do", { type: "button", words: `repairs.${repair.name}.do`, onclick: () => this.apply(repair, element) }),
        h("button.sg-small", { type: "button", words: "repairs.leave", onclick: () => this.drop(repair, element) })));
    return element;
  }

  async apply(repair, element) {
    for (const button of element.querySelectorAll("button")) button.disabled = true;
    const made = await this.make(repair);
    if (!made) songngu.toast(["repairs.gone", {}], { mood: "bad" });
    this.drop(repair, element);
  }

  // What is done or left; the focus goes on to the next one.
  drop(repair, element) {
    this.found = this.found.filter((each) => each !== repair);
    this.tell();
    const next = element.nextElementSibling ?? element.previousElementSibling;
    const box = element.closest("dialog");
    element.remove();
    if (next) next.querySelector(".sg-repair-do").focus();
    else box?.close();
  }
}
