// A block copied from a spreadsheet fills down from the figure it is pasted into. It is looked through by the portal
// first and stands in its fields until somebody keeps it; only then it is saved. A single cell is the browser's own.
const OFFLINE = "Not pasted: no connection. Nothing was changed; try again.";
const SIGNED_OUT = "Not pasted: you are signed out. Sign in again in another tab, then paste again.";
const FIRST = "Keep or undo what you pasted first.";

class Preview {
  constructor(form) {
    this.form = form;
    this.panel = form.querySelector("[data-pasted]");
    this.before = new Map();
    this.start = null;
    form.addEventListener("paste", (event) => this.pasted(event));
    form.addEventListener("submit", (event) => this.held(event));
    window.addEventListener("beforeunload", (event) => { if (this.isOpen) event.preventDefault(); });
    this.panel.querySelector("[data-keep]").addEventListener("click", () => this.keep());
    this.panel.querySelector("[data-undo]").addEventListener("click", () => this.undo());
    this.panel.addEventListener("keydown", (event) => { if (event.key === "Escape") this.undo(); });
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  pasted(event) {
    const field = event.target;
    const text = event.clipboardData?.getData("text/plain") || "";
    if (!field.matches("[data-figure]") || !/[\t\r\n]/.test(text.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    if (this.isOpen) say(this.form, FIRST);
    else this.look(field, text);
  }

  async look(field, text) {
    try {
      const answer = await this.ask(field, text);
      const isJson = (answer.headers.get("Content-Type") || "").includes("json");
      if (answer.type === "opaqueredirect" || !isJson) say(this.form, SIGNED_OUT);
      else this.take(field, await answer.json());
    } catch {
      say(this.form, OFFLINE);
    }
  }

  ask(field, text) {
    const body = new FormData();
    body.set("block", text);
    body.set("start", field.closest("[data-row]").dataset.row);
    body.set("key", field.name.replace(/^k\d+-/, ""));
    return fetch(this.form.dataset.pasteUrl, {
      method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(15_000),
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    });
  }

  take(field, said) {
    if (said.message) {
      say(this.form, said.message);
      return;
    }
    say(this.form, "");
    this.form.dataset.pasting = "yes";
    this.start = field;
    const wrong = said.fields.filter((each) => this.fill(each) && each.message);
    this.panel.querySelector("[data-pasted-said]").textContent = said.sentence;
    this.panel.querySelector("[data-pasted-wrong]").replaceChildren(...wrong.map((each) => item(each.message)));
    this.panel.hidden = false;
    this.panel.querySelector("[data-pasted-said]").focus();
  }

  fill({ id, text, message }) {
    const field = document.getElementById(id);
    if (!field) return false;
    this.before.set(field, field.value);
    field.value = text;
    field.classList.add("pasted");
    field.classList.toggle("pasted--wrong", Boolean(message));
    return true;
  }

  keep() {
    const fields = [...this.before.keys()];
    this.close();
    fields.forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })));
    this.saveWaiting();
  }

  undo() {
    this.before.forEach((value, field) => { field.value = value; });
    this.close();
    this.saveWaiting();
  }

  close() {
    this.before.forEach((_, field) => field.classList.remove("pasted", "pasted--wrong"));
    this.before.clear();
    delete this.form.dataset.pasting;
    this.panel.hidden = true;
    this.start.focus();
  }

  // Nothing is saved while a preview is open: what waits is saved now.
  saveWaiting() {
    this.form.querySelectorAll(".kpi--unsaved").forEach((row) => {
      row.querySelector("[data-figure]").dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  held(event) {
    if (!this.isOpen) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(this.form, FIRST);
    this.panel.querySelector("[data-keep]").focus();
  }
}

function item(words) {
  const element = document.createElement("li");
  element.textContent = words;
  return element;
}

function say(form, words) {
  form.querySelector("[data-said]").textContent = words;
}

function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => /^(__Host-)?csrftoken=/.test(part));
  if (cookie) return decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1));
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
}

const form = document.querySelector("[data-return][data-paste-url]");
if (form) new Preview(form);
