// Asks every three seconds how far a report is, and says so by step. When it is finished, the way on is offered:
// the page never reloads by itself. Without script the link "Check again" does the same.
const panel = document.querySelector("[data-report-status]");
const EVERY = 3000;

function phases(states) {
  panel.querySelectorAll("[data-phases] li").forEach((item, index) => {
    item.classList.toggle("done", states[index] === "done");
    if (states[index] === "current") item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  });
}

function say(text) {
  const status = panel.querySelector("[data-text]");
  if (status.textContent !== text) status.textContent = text; // read aloud only when it changes
}

function button(text, address, kind = "") {
  const link = document.createElement("a");
  link.className = `nhsuk-button ${kind}`.trim();
  link.href = address;
  link.textContent = text;
  return link;
}

// What to do next: the report to be read, the file itself, and the page with its size and SHA-256, or with the reason.
function offer(state) {
  const again = panel.querySelector("[data-again]");
  if (state === "ready") {
    again.before(button("Read the report", panel.dataset.reportRead), " ");
    again.before(button("Download PDF", panel.dataset.reportDownload, "nhsuk-button--secondary"), " ");
  }
  again.textContent = { ready: "See its details", cancelled: "See who cancelled it" }[state] || "See what went wrong";
  panel.querySelectorAll("[data-meanwhile]").forEach((piece) => piece.remove());
}

function show(report) {
  panel.querySelector("[data-heading]").textContent = report.heading;
  panel.querySelector("[data-percent]").value = report.percent;
  panel.querySelector("[data-percent-text]").textContent = report.percent;
  panel.querySelector("[data-attempt]").textContent = report.attempt;
  phases(report.phases);
  say(report.text);
  if (report.is_finished) offer(report.state);
  return report.is_finished;
}

async function ask() {
  try {
    const answer = await fetch(panel.dataset.reportStatus, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) {
      say("You may have been signed out. Check again to sign in; the report goes on.");
      return;
    }
    if (show(await answer.json())) return;
  } catch {
    say("No connection. This page asks again by itself.");
  }
  setTimeout(ask, EVERY);
}

if (panel) setTimeout(ask, EVERY);
