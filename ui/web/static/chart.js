// The two pictures of this screen, drawn as SVG: a value with its interval on a scale from 0 to 100,
// and one bar for each segment in the order of the article.
const SVG = "http://www.w3.org/2000/svg";
function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// TER and HTER may exceed 100: what does is drawn at the edge.
const clipped = (value) => Math.max(0, Math.min(100, value));

function scale(score) {
  const x = (value) => `${(clipped(value) * 0.96 + 2).toFixed(2)}%`;
  const picture = svg("svg", { class: "sg-scale", "aria-hidden": "true" });
  picture.append(svg("line", { x1: x(0), x2: x(100), y1: 11, y2: 11, class: "sg-scale-axis" }));
  for (const tick of [0, 25, 50, 75, 100]) picture.append(svg("line", { x1: x(tick), x2: x(tick), y1: 7, y2: 15, class: "sg-scale-axis" }));
  if (score.interval) {
    const [low, high] = score.interval.map(clipped);
    picture.append(svg("rect", { x: x(low), width: `${Math.max(0.6, (high - low) * 0.96).toFixed(2)}%`, y: 6, height: 10, rx: 4, class: "sg-scale-interval" }));
  }
  picture.append(svg("circle", { cx: x(score.value), cy: 11, r: 5, class: "sg-scale-value" }));
  return picture;
}

// segments: [[id, chrF2], …]; the bars are links to the desk.
function bars(segments, known, article) {
  const BAR = 10;
  const HEIGHT = 110;
  const width = Math.max(1, segments.length) * BAR;
  const picture = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, class: "sg-bars", role: "group" });
  picture.style.inlineSize = `${Math.min(width * 1.6, 4000)}px`;
  for (const tick of [25, 50, 75]) {
    const y = HEIGHT - (tick / 100) * HEIGHT;
    picture.append(svg("line", { x1: 0, x2: width, y1: y, y2: y, class: "sg-bars-line" }));
  }
  segments.forEach(([id, value], index) => {
    const height = Math.max(1.5, (clipped(value) / 100) * HEIGHT);
    const place = known[id];
    const bar = svg("rect", { x: index * BAR + 1.5, width: BAR - 3, y: HEIGHT - height, height, rx: 1.5,
      class: value < 30 ? "sg-bars-low" : value < 50 ? "sg-bars-middle" : "sg-bars-high" });
    const said = t("quality.bar", { n: place ? place.position + 1 : "?", value: value.toFixed(0) });
    bar.append(svg("title", {}, said));
    const to = { article, segment: id };
    const link = svg("a", { href: songngu.address(to), "aria-label": said }, bar);
    link.addEventListener("click", (event) => { event.preventDefault(); songngu.go(to); });
    picture.append(link);
  });
  return picture;
}
