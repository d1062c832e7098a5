// Steps that can be taken back: undo and redo, splitting and merging.
async function step(name, row) {
  if (row && (name === "undo" ? row.undo() : row.redo())) return;
  for (const each of rows.values()) await each.flush();
  const answer = await call(server, name, { id: current });
  if (!answer.ok) { complain(answer); return; }
  if (!answer.step) { songngu.toast(`desk.no-${name}`); return; }
  for (const id of answer.step.segments) rows.get(id)?.forget();
  await load();
  const [first] = answer.step.segments;
  if (lines.has(first)) await reach(first);
  songngu.toast([`desk.${name}ne`, { what: t(`step.${answer.step.kind}`) }], { seconds: 3 });
}

function complain(answer) {
  const known = settings.strings.en[`error.${answer.code}`];
  songngu.toast(known ? `error.${answer.code}` : "error.failed", { mood: "bad" });
}

async function split(row) {
  if (row.locked()) { desk.protected(row); return; }
  await row.flush();
  const text = (value, lang, label) => h("textarea.sg-split-text", { value, lang, label, rows: 4,
    "aria-readonly": "true", onbeforeinput: (event) => event.preventDefault() }); // readOnly would hide the caret
  const source = text(row.source, "vi", "split.source");
  const target = text(row.box.value, "en", "split.target");
  source.selectionStart = source.selectionEnd = Math.round(row.source.length / 2);
  let chosen = false;
  target.addEventListener("select", () => { chosen = true; });
  for (const kind of ["click", "keyup"]) target.addEventListener(kind, () => { chosen = true; });
  const answer = await songngu.dialog({ words: "split.head", body: [
    h("p.sg-hint", { words: "split.how" }), h("label", { words: "split.source" }), source,
    h("label", { words: "split.target" }), target],
  buttons: [{ words: "dialog.cancel", value: null },
    { words: "split.do", kind: "primary", value: () => ({ offset: points(source), text_offset: chosen ? points(target) : null }) }] });
  if (!answer) return;
  await restructure("split", { segment: row.id, source: row.source, ...answer });
}

// Where the caret stands, in code points, as the server counts.
const points = (box) => [...box.value.slice(0, box.selectionStart)].length;

async function merge(row) {
  const every = groups.flatMap((group) => group.source);
  const next = every[every.indexOf(row.id) + 1];
  if (next === undefined) { songngu.toast("merge.none"); return; }
  for (const each of rows.values()) await each.flush();
  await restructure("merge", { segments: [row.id, next] });
}

async function restructure(name, request) {
  const answer = await call(server, name, { id: current, ...request });
  if (!answer.ok) { complain(answer); return; }
  for (const id of answer.step.segments) rows.get(id)?.forget();
  await load();
  await reach(answer.step.segments[0]);
  songngu.toast([`${name}.done`], { action: { words: "desk.undo", run: () => step("undo") } });
}
