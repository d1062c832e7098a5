// What all screens share: words in two languages, safe element building, calls to the server, who
// is at work, light and dark. Loaded once, before any screen (routes.js, keys.js and dialogs.js add
// to it). Text of articles only ever becomes a text node or a form value: nothing here parses HTML.
window.songngu = (() => {
  const settings = songnguSettings; // put before this file by the page (ui/web/page.py)
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const write = (key, value) => {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
      return true;
    } catch { return false; }
  };

  // ---- words -------------------------------------------------------------------------------
  const languages = Object.keys(settings.strings);
  const asked = new URLSearchParams(location.search).get("lang") || read("songngu:language")
    || (navigator.language || "en").slice(0, 2);
  let language = languages.includes(asked) ? asked : "en";

  function t(key, parameters = {}) {
    const text = settings.strings[language][key] ?? settings.strings.en[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => parameters[name] ?? "");
  }

  function say(element, key, parameters = {}, attribute = "") {
    const labels = JSON.parse(element.dataset.words || "{}");
    labels[attribute] = [key, parameters];
    element.dataset.words = JSON.stringify(labels);
    put(element, attribute, t(key, parameters));
    return element;
  }

  function put(element, attribute, text) {
    if (attribute) element.setAttribute(attribute, text);
    else if (element.textContent !== text) element.textContent = text;
  }

  function unsay(element) {
    delete element.dataset.words;
    element.textContent = "";
  }

  function retell(root = document) {
    document.documentElement.lang = language;
    for (const element of root.querySelectorAll("[data-words]")) {
      for (const [attribute, [key, parameters]] of Object.entries(JSON.parse(element.dataset.words))) {
        put(element, attribute, t(key, parameters));
      }
    }
  }

  function setLanguage(code) {
    language = code;
    write("songngu:language", code);
    retell();
    window.dispatchEvent(new CustomEvent("songngu:language"));
  }

  // ---- elements ----------------------------------------------------------------------------
  // h("p.hint", {words: "key"}, child, …): the only way elements are made here.
  function h(selector, options = {}, ...children) {
    const [tag, ...classes] = selector.split(".");
    const element = document.createElement(tag);
    if (classes.length) element.className = classes.join(" ");
    for (const [name, value] of Object.entries(options)) {
      if (value === undefined || value === null || value === false) continue;
      if (name === "words") say(element, ...[value].flat());
      else if (name === "label") say(element, ...labelled(value, "aria-label"));
      else if (name === "tip") say(element, ...labelled(value, "title"));
      else if (name === "hint") say(element, ...labelled(value, "placeholder"));
      else if (name === "text") element.textContent = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name in element && !["list", "role", "lang"].includes(name)) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  const labelled = (value, attribute) => {
    const [key, parameters] = [value].flat();
    return [key, parameters || {}, attribute];
  };

  // ---- server ------------------------------------------------------------------------------
  // Every handler answers {ok: true, …} or {ok: false, code, message}. A lost connection becomes the
  // code "offline" and an ended session "signed-out", so that callers have one thing to look at.
  async function call(server, name, payload = {}) {
    let answer;
    try { answer = await server[name](payload); } catch { /* told below */ }
    // Gradio's client swallows a failed request and answers nothing.
    if (typeof answer?.ok === "boolean") return answer;
    return { ok: false, code: await signedOut() ? "signed-out" : "offline", message: "" };
  }

  async function signedOut() {
    try { return (await fetch("session")).status === 401; } catch { return false; }
  }

  function explain(element, answer) {
    unsay(element);
    const known = settings.strings.en[`error.${answer.code}`];
    if (known) element.append(h("strong", { words: [`error.${answer.code}`, answer] }));
    if (answer.message && answer.detail !== false) {
      element.append(h(known ? "span.detail" : "strong", { text: answer.message, lang: "en" }));
    }
    element.hidden = false;
  }

  // ---- who -----------------------------------------------------------------------
  // Each browser has a name of its own: two editors who both left the box empty must not look
  // like one person, or the second save would not be recognised as a conflict.
  // The server learns the name from the cookie; where people sign in, it looks at neither.
  function editor() {
    const name = read("songngu:editor");
    return name ? name : setEditor(`editor-${Math.random().toString(16).slice(2, 6)}`);
  }

  function setEditor(name) {
    write("songngu:editor", name);
    const cookie = `songngu_name=${encodeURIComponent(name)}`;
    document.cookie = `${cookie}; path=/; max-age=31536000; samesite=strict`;
    return name;
  }
  setEditor(editor());

  // Who the server says it is: {mode: "single" | "users", user: {name, role}}. Asked once.
  let asking = null;
  function session() {
    asking ??= fetch("session").then((answer) => answer.json())
      .catch(() => ({ mode: "single", user: { name: editor(), role: "admin" } }));
    return asking;
  }

  // ---- light and dark ----------------------------------------------------------------------
  function theme() {
    return read("songngu:theme") || new URLSearchParams(location.search).get("__theme")
      || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  }

  function setTheme(name, { remember = true } = {}) {
    if (remember) write("songngu:theme", name);
    document.documentElement.dataset.theme = name;
    document.body.classList.toggle("dark", name === "dark");
  }
  setTheme(theme(), { remember: false });

  // ---- small things ------------------------------------------------------------------------
  const clock = (iso) => new Date(iso).toLocaleTimeString("en-GB", { hour12: false });
  const date = (iso) => new Date(iso).toLocaleDateString(language === "vi" ? "vi-VN" : "en-GB");
  const composing = (event) => event.isComposing || event.keyCode === 229;

  // A probability in percent, which is not rounded up to certainty.
  const percent = (share) => Math.min(99, Math.round(share * 100));

  return {
    settings, read, write, t, say, unsay, retell, setLanguage, h, call, explain, editor, setEditor, session,
    theme, setTheme, clock, date, composing, percent,
    get language() { return language; },
    languages,
  };
})();
