// Put before each screen's scripts, which run as the body of one function (element, server, …).
const songngu = window.songngu;
const { settings, read, write, t, say, unsay, retell, h, call, explain, clock, date, percent, composing } = songngu;
const root = element.querySelector(".sg-screen, .sg-shell");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
