// The dialog for one term, new or changed; used on this screen and, by its name, on others:
//   songngu.ask("term", { source, target, note }) → the saved term, or null.
function termDialog(server, known = {}) {
  const field = (name, language, limit = 500) => h("input.sg-line", {
    type: "text", id: `sg-term-${name}`, lang: language, maxLength: limit, autocomplete: "off", value: known[name] ?? "",
    "aria-describedby": "sg-term-problem", required: name !== "note",
  });
  const fields = { source: field("source", "vi"), target: field("target", "en"), note: field("note", songngu.language) };
  const problem = h("p.sg-problem", { id: "sg-term-problem", role: "alert", hidden: true });
  const line = (name) => h("div.sg-field", {}, h("label", { htmlFor: `sg-term-${name}`, words: `term.${name}` }), fields[name]);
  let saved = null;
  const check = async () => {
    problem.hidden = true;
    const values = Object.fromEntries(Object.entries(fields).map(([name, box]) => [name, box.value]));
    const about = known.id === undefined ? {} : { id: known.id, source_language: known.source_language, target_language: known.target_language };
    const answer = await call(server, "save_term", { ...values, ...about });
    if (answer.ok) { saved = answer.term; return true; }
    explain(problem, answer);
    (fields[answer.field] ?? fields.source).focus();
    return false;
  };
  const asked = songngu.dialog({
    words: known.id === undefined ? "term.new" : "term.change",
    body: [h("div.sg-fields", {}, line("source"), line("target"), line("note")), problem],
    buttons: [{ words: "dialog.cancel", value: null }, { words: "term.save", kind: "primary", check, value: () => saved }],
  });
  (known.source && !known.target ? fields.target : fields.source).focus();
  return asked;
}
