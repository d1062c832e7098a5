// Times as a person says them: "10:32" or "3 June", "about 5 minutes".
const DAY = 86_400_000;

// "10:32" today, "3 June" before: enough to tell whether somebody is at work.
function moment(iso) {
  const then = new Date(iso);
  const locale = songngu.language === "vi" ? "vi-VN" : "en-GB";
  return Date.now() - then < DAY && then.getDate() === new Date().getDate()
    ? then.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })
    : then.toLocaleDateString(locale, { day: "numeric", month: "short" });
}

function duration(seconds) {
  if (seconds < 90) return t("time.seconds", { n: Math.max(5, Math.round(seconds / 5) * 5) });
  if (seconds < 5400) return t("time.minutes", { n: Math.round(seconds / 60) });
  return t("time.hours", { n: (seconds / 3600).toFixed(1) });
}
