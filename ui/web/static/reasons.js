// What speaks for and against a link, in words: the signals of the aligner, and what it found.
function reasonLine({ signal, weight, evidence }) {
  const against = weight < 0;
  return h("li.sg-reason", { "data-side": against ? "against" : "for" },
    h("span.sg-reason-sign", { text: against ? "−" : "+", "aria-hidden": "true" }),
    h("span.sg-hidden", { words: against ? "reason.against" : "reason.for" }),
    h("span", { words: `why.${signal}.${against ? "against" : "for"}` }),
    ...reasonEvidence(signal, evidence));
}

function reasonEvidence(signal, evidence) {
  if (!evidence.length) return [];
  if (signal === "length") return [h("span.sg-hint", { words: ["reason.lengths", { source: evidence[0], target: evidence[1] }] })];
  if (signal === "kind") {
    // Each side's kinds, "title/lead" where its sentences come from several blocks; the same ones once.
    const kinds = (side) => side.split("/").flatMap((kind, place) => [place ? ", " : null, h("span", { words: `kind.${kind}` })]);
    return [h("span.sg-hint", {}, ...[...new Set(evidence)].flatMap((side, place) => [place ? " – " : null, ...kinds(side)]))];
  }
  return [h("span.sg-hint", { text: evidence.join(" · ") })];
}

// At the foot of the window while it is open: what speaks for and against the link in focus.
//   const explanation = new Explanation({ server, focus: () => ({ article, version, bead }) })
class Explanation {
  constructor({ server, focus }) {
    Object.assign(this, { server, focus, asked: null, timer: null });
  }

  toggle() {
    const open = part("why").hidden;
    part("why").hidden = !open;
    part("reasons").setAttribute("aria-expanded", String(open));
    this.asked = null;
    if (open) this.follow();
    else part("list").style.removeProperty("--sg-links-foot");
  }

  follow() {
    const at = part("why").hidden ? null : this.focus();
    if (!at) return;
    const [source, target, , fixed] = at.bead;
    const about = `${at.version} ${source[0]} ${target[0]}`;
    if (about === this.asked) return;
    this.asked = about;
    clearTimeout(this.timer);
    if (source.length && target.length) this.timer = setTimeout(() => this.read(at, about), 250);
    else this.tell(fixed ? "links.alone-by-hand" : "links.alone", {}, []);
  }

  async read({ article, bead: [source, , confidence, fixed] }, about) {
    say(part("why-head"), "links.why.reading");
    const answer = await call(this.server, "why", { id: article, segment: source[0] });
    if (about !== this.asked) return;
    if (answer.ok) this.tell(fixed ? "links.why.fixed" : "links.why.head", { percent: percent(confidence) }, answer.reasons);
    else { this.tell("links.why.failed", {}, []); this.asked = null; }
  }

  tell(words, values, reasons) {
    say(part("why-head"), words, values);
    part("why-list").replaceChildren(...reasons.filter(({ signal }) => signal !== "fixed").map(reasonLine));
    // The sentence in focus stays in sight above it.
    part("list").style.setProperty("--sg-links-foot", `${part("why").offsetHeight}px`);
    document.activeElement?.closest?.(".sg-links-card")?.scrollIntoView({ block: "nearest" });
  }
}
