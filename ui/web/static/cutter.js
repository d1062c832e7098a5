// Where to cut a text in two: before the word that stands behind the mark, which the arrow keys or a
// click move. Used for sentences and for blocks.
class Cutter {
  constructor(text, { language, label, share = null }) {
    this.text = text;
    this.starts = [...text.matchAll(/\S+/g)].map((match) => match.index);
    this.words = this.starts.map((start, index) => h("span.sg-cutter-word", {
      text: text.slice(start, this.starts[index + 1] ?? text.length),
      onclick: () => this.move(index),
    }));
    this.mark = h("span.sg-cutter-mark", { "aria-hidden": "true" });
    this.element = h("p.sg-cutter", { role: "slider", tabindex: "0", lang: language, label,
      "aria-valuemin": "1", "aria-valuemax": String(Math.max(1, this.words.length - 1)),
      onkeydown: (event) => this.pressed(event) });
    this.move(share === null ? this.likely(0.5) : this.likely(share));
  }

  // The start of a sentence near so much of the text, else of a word.
  likely(share) {
    const wanted = share * this.text.length;
    const near = (indices) => indices.reduce((best, index) =>
      (best === null || Math.abs(this.starts[index] - wanted) < Math.abs(this.starts[best] - wanted) ? index : best), null);
    const all = this.starts.map((_, index) => index).slice(1);
    const sentences = all.filter((index) => /[.!?…]["”’»)\]]*\s+$/.test(this.text.slice(0, this.starts[index])));
    const sentence = near(sentences);
    if (sentence !== null && Math.abs(this.starts[sentence] - wanted) < this.text.length * 0.4) return sentence;
    return near(all) ?? 1;
  }

  get possible() { return this.words.length > 1; }
  // In code points, as the server counts.
  get offset() { return [...this.text.slice(0, this.starts[this.at] ?? 0)].length; }
  get share() { return (this.starts[this.at] ?? 0) / Math.max(1, this.text.length); }

  move(index) {
    this.at = Math.max(1, Math.min(this.words.length - 1, index));
    this.element.replaceChildren(...this.words.slice(0, this.at), this.mark, ...this.words.slice(this.at));
    this.words.forEach((word, place) => { word.dataset.part = place < this.at ? "first" : "second"; });
    this.element.setAttribute("aria-valuenow", String(this.at));
    this.element.setAttribute("aria-valuetext", `${this.words[this.at - 1]?.textContent.trim()} | ${this.words[this.at]?.textContent.trim()}`);
  }

  pressed(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8, Home: -1e6, End: 1e6 }[event.key];
    if (step === undefined || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    this.move(this.at + step);
  }
}

// chooseCut({ words, text, language, translation, translationLanguage }) → { offset, text_offset }
// or null. `translation` is cut as well where there is one.
async function chooseCut({ words, text, language, translation = null, translationLanguage = "en" }) {
  const first = new Cutter(text, { language, label: "cut.where" });
  if (!first.possible) { songngu.toast(["cut.one-word", {}], { mood: "bad" }); return null; }
  const second = translation ? new Cutter(translation, { language: translationLanguage, label: "cut.where-translation",
    share: first.share }) : null;
  const body = [h("p.sg-hint", { words: "cut.hint" }), first.element];
  if (second?.possible) body.push(h("h3.sg-cutter-head", { words: "cut.translation" }), second.element);
  setTimeout(() => first.element.focus(), 0);
  return songngu.dialog({ words, body, wide: text.length > 160, buttons: [
    { words: "dialog.cancel", value: null },
    { words: "cut.do", kind: "primary", value: () => ({ offset: first.offset,
      text_offset: second?.possible ? second.offset : null }) },
  ] });
}
