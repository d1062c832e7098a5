// The house style: everybody sees what drafts are written in; reviewers choose it for everybody.
let known = null; // the server's last answer

function option(name) {
  const hint = `sg-style-${name}-what`;
  return h("fieldset.sg-style-option", { disabled: !mine(), "aria-describedby": hint },
    h("legend", { words: `style.${name}` }), h("p.sg-hint", { id: hint, words: `style.${name}.what` }),
    ...known.options[name].map((each) => h("label.sg-choice", {},
      h("input", { type: "radio", name: `sg-style-${name}`, value: each.choice, checked: known.choices[name] === each.choice }),
      h("span", { words: each.choice === "as-drafted" ? "style.as-drafted" : `style.${name}.${each.choice}` }),
      h("span.sg-choice-example", { text: each.example, lang: "en" }))));
}

const mine = () => known.may && known.source !== "given";

function shown() {
  part("form").hidden = false;
  part("options").replaceChildren(...Object.keys(known.options).map(option));
  part("buttons").hidden = !mine();
  whose();
}

function whose() {
  say(part("whose"), `style.whose.${known.source}`, { editor: known.editor ?? "", time: known.changed_at ? moment(known.changed_at) : "" });
  part("ask").hidden = known.may || known.source === "given";
  part("usual").hidden = known.source !== "chosen";
}

async function show() {
  const answer = await call(server, "style");
  if (!answer.ok) { explain(part("problem"), answer); return; }
  part("problem").hidden = true;
  known = answer;
  shown();
}

const chosen = () => Object.fromEntries(Object.keys(known.options).map((name) =>
  [name, part("form").querySelector(`[name="sg-style-${name}"]:checked`).value]));

async function choose(choices) {
  part("save").disabled = part("usual").disabled = true;
  const answer = await call(server, "choose", { choices });
  part("save").disabled = part("usual").disabled = false;
  if (!answer.ok) { explain(part("problem"), answer); return; }
  part("problem").hidden = true;
  known = { ...known, ...answer };
  const at = document.activeElement?.name;
  shown();
  if (at) part("form").querySelector(`[name="${at}"]:checked`)?.focus();
  songngu.toast(choices ? "style.saved" : "style.usual-again");
}

part("form").addEventListener("submit", (event) => { event.preventDefault(); choose(chosen()); });
part("usual").addEventListener("click", () => choose(null));
window.addEventListener("songngu:language", () => { if (known) whose(); });
songngu.screen("style", { root, show });
