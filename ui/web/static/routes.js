// The address names the place: ?screen=terms, ?article=12 (its desk), ?article=12&screen=clean.
// Screens register here; one is shown at a time, and told when the place changes.
(() => {
  const known = new Map(songnguSettings.screens.map((screen) => [screen.name, screen]));
  const registered = new Map();
  let shown = null; // the name of the screen that is on

  function place() {
    const asked = new URLSearchParams(location.search);
    const number = (name) => {
      const value = Number(asked.get(name));
      return Number.isInteger(value) && value > 0 ? value : null;
    };
    const article = number("article");
    const wanted = known.get(asked.get("screen"));
    const fits = wanted && (!wanted.of_article || article !== null);
    const screen = fits ? wanted.name : article !== null ? "desk" : "articles";
    return { screen, article: known.get(screen).of_article ? article : null, segment: number("segment") };
  }

  function address({ screen = null, article = null, ...rest } = {}) {
    const url = new URL(location.href);
    const usual = article !== null ? "desk" : "articles";
    const parameters = { article, screen: screen === usual ? null : screen, segment: null, ...rest };
    for (const [name, value] of Object.entries(parameters)) {
      if (value === null || value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return url.pathname + url.search;
  }

  // go({screen: "terms"}), go({article: 12}), go({article: 12, screen: "links", segment: 345})
  function go(to = {}, { replace = false } = {}) {
    history[replace ? "replaceState" : "pushState"]({}, "", address(to));
    turn();
  }

  // Notes in the address where on the screen one is, so that a refresh comes back to it.
  const stand = (at) => history.replaceState({}, "", address({ ...place(), ...at }));

  // An <a> to a place; a plain click stays in the page, Ctrl+click opens a tab.
  function link(selector, to, options = {}, ...children) {
    const onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(to);
    };
    return songngu.h(selector, { href: address(to), onclick, ...options }, ...children);
  }

  // screen("terms", {root, show(place), hide()}): show is called whenever the place changes while
  // the screen is on, hide when another one takes its place.
  function screen(name, parts) {
    registered.set(name, { show() {}, hide() {}, ...parts });
    parts.root.hidden = true;
    songngu.retell(parts.root);
    if (place().screen === name) turn();
  }

  function turn() {
    const to = place();
    if (shown !== null && shown !== to.screen) {
      registered.get(shown).hide();
      registered.get(shown).root.hidden = true;
      shown = null;
    }
    if (to.article === null) document.title = songngu.t("app.name");
    window.dispatchEvent(new CustomEvent("songngu:route", { detail: to }));
    const current = registered.get(to.screen);
    if (!current) return; // it registers in a moment
    shown = to.screen;
    current.root.hidden = false;
    current.show(to);
  }
  window.addEventListener("popstate", turn);

  // What the shell shows as the name of the place: the article's title, in its own language.
  function heading(text, language = "vi") {
    document.title = `${text || songngu.t("article.untitled")} – ${songngu.t("app.name")}`;
    window.dispatchEvent(new CustomEvent("songngu:heading", { detail: { text, language } }));
  }

  // One screen offers something, another asks for it by name: offer("term", dialog), ask("term", …).
  const offers = new Map();
  const offer = (name, give) => offers.set(name, give);
  const ask = (name, ...given) => offers.get(name)?.(...given);

  Object.assign(songngu, { place, address, go, stand, link, screen, heading, offer, ask, offers: (name) => offers.has(name) });
})();
