// The shortcuts: each screen registers its own, one listener runs them, and the map (`?`) is built
// from the same list. Nothing fires while an input method is composing or a dialog is open.
//   shortcut({ screen: "desk", keys: ["Ctrl+Enter"], words: "key.confirm", when: () => …, run(event) })
// Ctrl stands for ⌘ as well. Letters and digits are those printed on the keys, whatever layout or
// input method turns them into; a key without Ctrl or Alt is left alone while somebody types.
(() => {
  const shortcuts = [];
  const MODIFIERS = ["Ctrl", "Alt", "Shift"];

  function shortcut({ keys, screen = null, words, group = screen ?? "everywhere", when = () => true, run }) {
    const entry = { keys: [keys].flat(), screen, words, group, when, run };
    shortcuts.push(entry);
    return () => shortcuts.splice(shortcuts.indexOf(entry), 1);
  }

  // "Ctrl+Shift+Z" for an event; the letter or digit by its place on the keyboard where Alt or
  // another layout changes what it types (Alt+1 is "¡" on a Mac, the digits are letters in Vietnamese).
  function pressed(event) {
    const names = MODIFIERS.filter((name) => (name === "Ctrl" ? event.ctrlKey || event.metaKey
      : name === "Alt" ? event.altKey : event.shiftKey));
    let key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const digit = /^Digit(\d)$/.exec(event.code);
    const letter = /^Key([A-Z])$/.exec(event.code);
    if (digit && (event.ctrlKey || event.altKey || event.metaKey)) key = digit[1];
    else if (letter && !/^[A-Z]$/.test(key)) key = letter[1];
    if (key === " ") key = "Space";
    const symbol = key.length === 1 && !/[A-Z0-9]/.test(key);
    return [...names.filter((name) => !(symbol && name === "Shift")), key].join("+");
  }

  const typing = (target) => target.matches?.("input, textarea, select, [contenteditable=true]")
    && !target.matches("input:is([type=checkbox], [type=radio], [type=button], [type=file])");

  function listen(event) {
    if (songngu.composing(event) || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    const name = pressed(event);
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
    if (plain && typing(event.target)) return;
    const screen = songngu.place().screen;
    const entry = shortcuts.find((each) => each.keys.includes(name)
      && (each.screen === null || each.screen === screen) && each.when(event));
    if (!entry) return;
    event.preventDefault();
    entry.run(event);
  }
  document.addEventListener("keydown", listen);

  // For the map: what is registered for the present screen and for every screen, in order.
  const listed = () => shortcuts.filter((each) => each.words
    && (each.screen === null || each.screen === songngu.place().screen));

  Object.assign(songngu, { shortcut, listed });
})();
