// The ribbons between two columns: from each run of sentences of a link to each run on the other
// side. Drawn for a section when it comes into view, in the colours of the style sheet.
const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// Runs of neighbouring cards: [[top, bottom], …] in the section's own coordinates.
function runs(cards, origin) {
  const found = [];
  let previous = null;
  for (const card of cards) {
    const box = card.getBoundingClientRect();
    const [top, bottom] = [box.top - origin, box.bottom - origin];
    if (previous !== null && card.previousElementSibling === previous) found.at(-1)[1] = bottom;
    else found.push([top, bottom]);
    previous = card;
  }
  return found;
}

function band([a, b], [c, d], width) {
  const middle = width / 2;
  return `M0,${a + 1} C${middle},${a + 1} ${middle},${c + 1} ${width},${c + 1} L${width},${d - 1}`
    + ` C${middle},${d - 1} ${middle},${b - 1} 0,${b - 1} Z`;
}

const linkLevel = (confidence) => (confidence >= 0.8 ? "high" : confidence >= 0.5 ? "middle" : "low");

function confidenceLabel(x, y, confidence) {
  const label = svg("text", { x, y, "text-anchor": "middle", "dominant-baseline": "central" });
  label.textContent = `${percent(confidence)} %`;
  return label;
}

function madeByHand(x, y) {
  const sign = svg("g", { class: "sg-ribbon-hand", transform: `translate(${x},${y})` });
  sign.append(svg("circle", { r: 8 }), svg("path", { d: "M-3.6,.2 L-1,3 L4,-3" }));
  return sign;
}

// drawRibbons(gutter, links): links = [{source: [card], target: [card], confidence, fixed, press}]
function drawRibbons(gutter, links) {
  const box = gutter.getBoundingClientRect();
  if (!box.width) return;
  const drawing = svg("svg", { width: box.width, height: box.height, "aria-hidden": "true" });
  for (const link of links) {
    const group = svg("g", { class: "sg-ribbon", "data-level": link.fixed ? "fixed" : linkLevel(link.confidence) });
    for (const from of runs(link.source, box.top)) {
      for (const to of runs(link.target, box.top)) group.append(svg("path", { d: band(from, to, box.width) }));
    }
    const ends = [runs(link.source, box.top)[0], runs(link.target, box.top)[0]];
    const y = (ends[0][0] + ends[0][1] + ends[1][0] + ends[1][1]) / 4;
    group.append(link.fixed ? madeByHand(box.width / 2, y) : confidenceLabel(box.width / 2, y, link.confidence));
    group.addEventListener("click", link.press);
    drawing.append(group);
  }
  gutter.replaceChildren(drawing);
}
