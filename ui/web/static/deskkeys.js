// The keys of the desk.
const inBox = () => focus !== null && document.activeElement === focus.box;
const key = (keys, words, run, when = inBox) => songngu.shortcut({ screen: "desk", keys, words, when, run: (event) => run(focus, event) });

function shortcuts() {
  key("Ctrl+Enter", "key.confirm", (row) => desk.confirm(row));
  key("Alt+ArrowDown", "key.next", (row) => moved(row, 1));
  key("Alt+ArrowUp", "key.previous", (row) => moved(row, -1));
  key("Alt+N", "key.next-open", () => jump("open"), () => true);
  key("Alt+P", "key.next-problem", () => jump("problems"), () => true);
  key("Alt+D", "key.draft", (row) => desk.takeDraft(row));
  key("Alt+E", "key.english", (row) => desk.takeEnglish(row));
  key("Alt+S", "key.source", (row) => row.replace(row.source));
  for (let n = 1; n <= 9; n += 1) key(`Alt+${n}`, n === 1 ? "key.term" : undefined, () => panel.useTerm(n - 1));
  key("Alt+M", "key.match", () => panel.useMatch(0));
  key("Ctrl+Z", "key.undo", (row) => step("undo", row), () => inBox() || !typing());
  key(["Ctrl+Shift+Z", "Ctrl+Y"], "key.redo", (row) => step("redo", row), () => inBox() || !typing());
  key("Alt+X", "key.split", (row) => split(row));
  key("Alt+G", "key.merge", (row) => merge(row));
  key("Alt+C", "key.comment", () => panel.comment());
  key("Alt+T", "key.new-term", (row) => newTerm(row));
  key("Alt+R", "key.review", (row) => desk.setStatus(row, "reviewed"), () => inBox() && desk.reviewer);
  key("Alt+A", "key.approve", (row) => desk.setStatus(row, "approved").then(() => moved(row, 1)), () => inBox() && desk.reviewer);
  key("Alt+O", "key.reopen", (row) => desk.setStatus(row, "edited"), () => inBox() && desk.reviewer && focus.locked());
  key("Ctrl+F", "key.find", () => { part("find").focus(); part("find").select(); }, () => document.activeElement !== part("find"));
  key("Escape", "key.back", () => { (focus ? focus.box : part("find")).focus(); },
    () => root.contains(document.activeElement) && !inBox() && focus !== null);
}

const typing = () => document.activeElement?.matches("input, textarea, select");

// With words selected in the source and in the box, both are filled in.
async function newTerm(row) {
  const chosen = getSelection();
  const source = chosen && row.text.contains(chosen.anchorNode) ? chosen.toString() : row.chosen ?? "";
  const { selectionStart, selectionEnd, value } = row.box;
  const given = { source: source.trim(), target: value.slice(selectionStart, selectionEnd).trim() };
  const saved = await songngu.ask("term", given);
  row.box.focus();
  if (saved && panel.row === row) panel.ask();
}

// A selection in the source is gone once the box has the focus.
document.addEventListener("selectionchange", () => {
  const chosen = getSelection();
  if (!focus || !chosen || chosen.isCollapsed || !focus.text.contains(chosen.anchorNode)) return;
  focus.chosen = chosen.toString();
});
