// Dialogs and passing messages, the same on every screen.
(() => {
  const { h, say, t } = songngu;

  // dialog({ words: "key of the title", body: [elements], buttons: [{ words, value, kind }] }) → the
  // value of the button pressed, null for Escape. `kind` is "primary", "danger" or "". A button with
  // `check` (a function) stays open while check() returns false.
  function dialog({ words, body = [], buttons = [{ words: "dialog.close", value: null }], wide = false }) {
    return new Promise((resolve) => {
      const title = h("h2.sg-dialog-title", { id: `sg-dialog-${Math.random().toString(36).slice(2)}`, words });
      const form = h("form", { method: "dialog", onsubmit: (event) => event.preventDefault() });
      const box = h("dialog.sg-dialog", { "aria-labelledby": title.id, "data-wide": wide ? "yes" : "no" }, form);
      let value = null;
      const press = async ({ value: found, check = () => true }) => {
        if (!(await check())) return;
        value = typeof found === "function" ? found() : found;
        box.close();
      };
      const row = buttons.map((button) => h(button.kind === "primary" ? "button.sg-primary" : "button.sg-small", {
        type: button.kind === "primary" ? "submit" : "button", words: button.words,
        "data-kind": button.kind ?? "", onclick: (event) => { event.preventDefault(); press(button); },
      }));
      form.append(title, h("div.sg-dialog-body", {}, ...body), h("div.sg-dialog-foot", {}, ...row));
      const before = document.activeElement;
      box.addEventListener("close", () => {
        box.remove();
        before?.focus?.({ preventScroll: true });
        resolve(value);
      });
      document.body.append(box);
      box.showModal();
    });
  }

  // sure({ words, body, yes: "key" }) → whether the person said yes.
  const sure = ({ words, body = [], yes, danger = false }) => dialog({ words, body, buttons: [
    { words: "dialog.cancel", value: false },
    { words: yes, value: true, kind: danger ? "danger" : "primary" },
  ] }).then(Boolean);

  // toast(["key", {…}], { mood: "good" | "bad" | "", action: { words, run } }): said once, read out
  // by screen readers, gone after some seconds; it stays while it holds the pointer or the focus.
  const stack = h("div.sg-toasts", { role: "status", "aria-live": "polite" });
  function toast(words, { mood = "", action = null, seconds = 6 } = {}) {
    if (!stack.isConnected) document.body.append(stack);
    const close = () => message.remove();
    const message = h("div.sg-toast", { "data-mood": mood }, h("span", { words }),
      action ? h("button.sg-small", { type: "button", words: action.words, onclick: () => { close(); action.run(); } }) : null);
    stack.append(message);
    const later = () => setTimeout(() => {
      if (message.matches(":hover, :focus-within")) later();
      else close();
    }, seconds * 1000);
    later();
    return close;
  }

  Object.assign(songngu, { dialog, sure, toast });
})();
