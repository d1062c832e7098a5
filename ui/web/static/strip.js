// A long list of which only what is near the window stands in the page, with empty space for the
// rest; short lists stand there as a whole, so that the browser's own search finds all of them.
//   const strip = new Strip(list, { space: "div", id, key, height, make, put, gone })
//   strip.show(items)
// `id(item)` stays the same while an item changes, `key(item)` is another one when it is to be made
// anew, `height(item)` is guessed until it has been seen; `put()` is called after elements have come
// or gone, `gone(element)` for each that goes. What has the focus stays, and what has something
// with `data-held` in it.
const WHOLE = 120; // items that stand there as a whole
const AHEAD = 1200; // pixels above and below the window

class Strip {
  constructor(list, { space = "div", ...how }) {
    Object.assign(this, { list, ...how, items: [], heights: new Map(), places: new Map(), shown: [], held: new Set(), space });
    let waiting = false;
    const later = () => {
      if (waiting || !this.items.length || list.offsetParent === null) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; this.update(); });
    };
    document.addEventListener("scroll", later, { capture: true, passive: true });
    this.width = 0;
    new ResizeObserver(() => {
      if (list.offsetWidth !== this.width) { this.width = list.offsetWidth; this.heights.clear(); }
      later();
    }).observe(list);
  }

  show(items) {
    this.items = items;
    this.places = new Map(items.map((item, place) => [this.id(item), place]));
    this.update();
  }

  // Puts the item with this id into the page, wherever it is.
  reach(id) {
    if (!this.places.has(id) || this.element(id)) return;
    this.held.add(id);
    this.update();
    this.held.delete(id);
  }

  element(id) { return this.shown.find((each) => each.id === id)?.element ?? null; }
  elements() { return this.shown.map((each) => each.element); }

  update() {
    const wanted = this.items.length <= WHOLE ? this.items.map((_, place) => place) : this.near();
    const old = new Map(this.shown.map((each) => [each.key, each]));
    const next = wanted.map((place) => {
      const item = this.items[place];
      const key = `${this.id(item)} ${this.key(item)}`;
      const known = old.get(key);
      old.delete(key);
      return known ? Object.assign(known, { place }) : { key, id: this.id(item), place, element: null, item };
    });
    for (const each of old.values()) { this.gone(each.element); each.element.remove(); }
    for (const each of next) each.element ??= this.make(each.item);
    this.shown = next;
    this.arrange();
    this.measure();
    this.put();
  }

  // The places near the window, and those that must not go.
  near() {
    const top = this.list.getBoundingClientRect().top;
    const gap = this.gap();
    const found = new Set();
    let y = top;
    this.items.forEach((item, place) => {
      const below = y + this.tall(item) + gap;
      if (below > -AHEAD && y < innerHeight + AHEAD) found.add(place);
      y = below;
    });
    const used = this.shown.filter(({ element }) => element.contains(document.activeElement) || element.querySelector("[data-held]"));
    for (const id of [...used.map((each) => each.id), ...this.held]) if (this.places.has(id)) found.add(this.places.get(id));
    return [...found].sort((a, b) => a - b);
  }

  tall(item) { return this.heights.get(this.id(item)) ?? this.height(item); }
  gap() { return parseFloat(getComputedStyle(this.list).rowGap) || 0; }

  // Elements that stay are not moved: one that is moved would lose the focus.
  arrange() {
    const inOrder = [];
    let place = 0;
    const skip = (to) => {
      if (to <= place) return;
      const gap = this.gap();
      const tall = this.items.slice(place, to).reduce((sum, item) => sum + this.tall(item) + gap, -gap);
      const space = h(this.space, { "aria-hidden": "true" });
      space.style.blockSize = `${Math.max(0, tall)}px`;
      inOrder.push(space);
    };
    for (const each of this.shown) { skip(each.place); inOrder.push(each.element); place = each.place + 1; }
    skip(this.items.length);
    const keep = new Set(inOrder);
    for (const child of [...this.list.children]) if (!keep.has(child)) child.remove();
    let at = this.list.firstElementChild;
    for (const element of inOrder) {
      if (element === at) at = at.nextElementSibling;
      else this.list.insertBefore(element, at);
    }
  }

  measure() {
    if (this.items.length <= WHOLE || this.list.offsetParent === null) return;
    for (const each of this.shown) this.heights.set(each.id, each.element.offsetHeight);
  }
}
