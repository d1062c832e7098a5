// Drafting in the background: how far it has come, started, continued, done again.
let otherStyle = 0; // drafts in another house style than now holds
let scope = "missing"; // what the button drafts

function job(state) {
  const bar = part("job");
  const drafted = [...lines.values()].filter((line) => line.drafted).length;
  const undrafted = language === "vi" && drafted < lines.size;
  const unfinished = (state && (state.active || state.state !== "done")) || undrafted;
  bar.hidden = !unfinished && !otherStyle;
  desk.drafting = state?.active ?? false;
  if (bar.hidden) return;
  const name = !unfinished ? "other-style" : state ? state.state : "none";
  bar.dataset.state = name;
  say(part("job-text"), `job.${name}`, { done: state?.done ?? drafted, total: state?.total ?? lines.size, n: otherStyle });
  part("job-why").textContent = state?.state === "failed" ? state.message : "";
  part("job-bar").hidden = !state?.active;
  part("job-bar").setAttribute("aria-valuemax", state?.total ?? 0);
  part("job-bar").setAttribute("aria-valuenow", state?.done ?? 0);
  part("job-fill").style.inlineSize = state?.total ? `${(100 * state.done) / state.total}%` : "0";
  const button = part("job-start");
  button.hidden = desk.drafting;
  // Also where drafting them again was interrupted: nothing is missing then.
  scope = !undrafted && otherStyle > 0 ? "outdated" : "missing";
  say(button, scope === "outdated" ? "job.again" : state ? "job.continue" : "job.start");
}

async function start() {
  part("job-start").disabled = true;
  const answer = await call(server, "draft", { id: current, scope });
  part("job-start").disabled = false;
  if (!answer.ok) { explain(part("problem"), answer); return; }
  job(answer.job);
  pulse();
}
