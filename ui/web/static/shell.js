// The top bar of every screen: where one can go, who is at work, language, theme, the shortcut map.
function navigation(place) {
  const entry = (screen, to) => songngu.link("a", to, {
    words: `nav.${screen.name}`, "aria-current": screen.name === place.screen ? "page" : undefined,
  });
  const { screens } = settings;
  part("screens").replaceChildren(...screens.filter((screen) => !screen.of_article)
    .map((screen) => entry(screen, { screen: screen.name })));
  part("tabs").replaceChildren(...screens.filter((screen) => screen.of_article)
    .map((screen) => entry(screen, { screen: screen.name, article: place.article })));
}

let article = null;
function route(place) {
  navigation(place);
  part("place").hidden = place.article === null;
  if (place.article !== article) unsay(part("title"));
  article = place.article;
}

function heading({ text, language }) {
  unsay(part("title"));
  if (text) part("title").textContent = text;
  else say(part("title"), "article.untitled");
  part("title").lang = language;
  part("title").title = text ?? "";
}

// ---- language, theme, name -----------------------------------------------------------------------
function languages() {
  const names = { en: "English", vi: "Tiếng Việt" };
  const choice = part("language");
  choice.replaceChildren(...songngu.languages.map((code) =>
    h("option", { value: code, text: names[code] ?? code, lang: code })));
  choice.value = songngu.language;
  choice.addEventListener("change", () => songngu.setLanguage(choice.value));
}

function theme() {
  const button = part("theme");
  const shown = () => say(button, songngu.theme() === "dark" ? "bar.light" : "bar.dark");
  button.addEventListener("click", () => {
    songngu.setTheme(songngu.theme() === "dark" ? "light" : "dark");
    shown();
  });
  shown();
}

function name() {
  const box = part("editor");
  box.value = songngu.editor();
  box.addEventListener("change", () => {
    const given = box.value.trim().slice(0, 80);
    if (given) songngu.setEditor(given);
    box.value = songngu.editor();
  });
}

// Where people sign in, their name is not theirs to type.
async function user() {
  const { mode, user: known } = await songngu.session();
  if (mode !== "users" || !known) return;
  part("who").hidden = true;
  part("user").hidden = false;
  part("user-name").textContent = known.name;
  say(part("user-role"), `role.${known.role}`);
}

async function signOut() {
  window.dispatchEvent(new CustomEvent("songngu:leaving"));
  try { await fetch("logout", { method: "POST" }); } catch { /* the next page tells */ }
  location.assign("login");
}

// ---- the shortcut map ------------------------------------------------------------------------------
function caps(keys) {
  const shown = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Enter: "Enter", Escape: "Esc" };
  return h("span.sg-caps", {}, ...keys.split("+").map((key) => h("kbd", { text: shown[key] ?? key })));
}

function map() {
  const groups = new Map();
  for (const entry of songngu.listed()) {
    groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  }
  const body = [...groups].map(([group, entries]) => h("section.sg-keymap", {},
    h("h3", { words: `keys.group.${group}` }),
    h("dl", {}, ...entries.map((entry) => h("div", {},
      h("dt", {}, ...entry.keys.map(caps)), h("dd", { words: entry.words }))))));
  songngu.dialog({ words: "keys.head", wide: true, body });
}

languages();
theme();
name();
user();
retell(element);
part("sign-out").addEventListener("click", signOut);
part("keys").addEventListener("click", map);
part("home").addEventListener("click", (event) => { event.preventDefault(); songngu.go({}); });
part("skip").addEventListener("click", (event) => {
  event.preventDefault();
  const screen = document.querySelector(".sg-screen:not([hidden])");
  screen?.setAttribute("tabindex", "-1");
  screen?.focus();
});
songngu.shortcut({ keys: "?", words: "keys.open", run: map });
window.addEventListener("songngu:route", (event) => route(event.detail));
window.addEventListener("songngu:heading", (event) => heading(event.detail));
route(songngu.place());
