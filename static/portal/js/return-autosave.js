// Saves the rows of a return as they are left. What is said is said after the server's answer; what cannot be saved
// stays on the page and is tried again. Without this script, Save draft does the same for all rows at once.
const RETRY_AFTER = 10_000;
const ANSWER_WITHIN = 15_000;
const AFTER_A_CHANGE = 300;
const AFTER_TYPING_TEXT = 2_500;
const OFFLINE = "Not saved: no connection. Your typing is kept on this page. We try again every 10 seconds.";
const SIGNED_OUT = "Not saved: you are signed out. Sign in again in another tab, then Save draft. Keep this page open.";
const NO_ANSWER = "Not saved: the portal did not answer. Your typing is kept on this page. We try again every 10 seconds.";

function start(form) {
  const rows = [...form.querySelectorAll("[data-row]")]
    .filter((element) => element.querySelector("[data-seen]"))
    .map((element) => new Row(element, form, () => report(form, rows)));

  document.querySelectorAll("[data-with-script]").forEach((element) => { element.hidden = false; });
  form.addEventListener("submit", (event) => {
    const underWay = rows.map((row) => row.answer).filter(Boolean);
    if (underWay.length) {
      // A save on its way would look like somebody else's to the one that follows it.
      event.preventDefault();
      Promise.allSettled(underWay).then(() => form.requestSubmit(event.submitter));
      return;
    }
    form.dataset.leaving = "yes";
    const token = csrfToken();
    form.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token || field.value; });
  });
  window.addEventListener("beforeunload", (event) => {
    if (!form.dataset.leaving && rows.some((row) => row.isUnsaved)) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { delete form.dataset.leaving; });
}

class Row {
  constructor(element, form, onChange) {
    Object.assign(this, { element, form, onChange, isUnsaved: false, isStopped: false, answer: null, timer: 0 });
    this.prefix = `k${element.dataset.row}-`;
    element.addEventListener("input", (event) => this.touched(event.target));
    element.addEventListener("change", () => { this.touched(); this.saveAfter(AFTER_A_CHANGE); });
    element.addEventListener("focusout", (event) => {
      if (this.isUnsaved && !element.contains(event.relatedTarget)) this.saveAfter(0);
    });
  }

  get fields() {
    return [...this.element.querySelectorAll("[name]")].filter((field) => field.name.startsWith(this.prefix));
  }

  get seen() {
    return this.element.querySelector("[data-seen]");
  }

  touched(field) {
    if (field?.matches("[data-figure]") && /\d/.test(field.value)) this.collected();
    if (!this.isUnsaved) {
      this.isUnsaved = true;
      this.element.classList.add("kpi--unsaved");
      this.mark("unsaved", "Not saved yet");
      this.onChange();
    }
    if (field instanceof HTMLTextAreaElement) this.saveAfter(AFTER_TYPING_TEXT);
  }

  // A figure is typed: what was marked as not collected, perhaps by a star typed before, is collected after all.
  collected() {
    const box = this.element.querySelector(`[name="${this.prefix}nc"]`);
    if (box) box.checked = false;
  }

  saveAfter(milliseconds) {
    clearTimeout(this.timer);
    if (!this.isStopped) this.timer = setTimeout(() => this.save(), milliseconds);
  }

  async save() {
    if (!this.isUnsaved || this.form.dataset.leaving || this.form.dataset.pasting) return;
    if (this.answer) {
      this.saveAfter(AFTER_A_CHANGE);
      return;
    }
    this.mark("unsaved", "Saving…");
    this.answer = this.exchange();
    await this.answer;
    this.answer = null;
    this.onChange();
  }

  async exchange() {
    const sent = new Map(this.fields.map((field) => [field.name, valueOf(field)]));
    try {
      await this.take(await this.send(sent), sent);
    } catch {
      this.failed(OFFLINE);
    }
  }

  send(sent) {
    const body = new FormData();
    body.set("row", this.element.dataset.row);
    sent.forEach((value, name) => { if (value !== null) body.set(name, value); });
    return fetch(this.form.dataset.rowUrl, {
      method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(ANSWER_WITHIN),
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    });
  }

  async take(answer, sent) {
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      this.failed(SIGNED_OUT);
      return;
    }
    if (!(answer.headers.get("Content-Type") || "").includes("json")) {
      this.failed(NO_ANSWER);
      return;
    }
    const said = await answer.json();
    if (said.state === "saved" || said.state === "wrong") this.saved(said, sent);
    else this.stopped(said);
  }

  saved(said, sent) {
    const isTypedOn = this.fields.some((field) => sent.get(field.name) !== valueOf(field));
    this.seen.value = said.seen;
    this.fields.forEach((field) => this.settle(field, said.texts[field.name], sent));
    this.complain(said.errors);
    Object.entries(said.slots).forEach(([slot, html]) => {
      const place = this.element.querySelector(`[data-slot="${slot}"]`);
      if (place) place.innerHTML = html;
    });
    this.element.dataset.proposed = said.proposed;
    this.element.classList.toggle("kpi--red", said.has_frame);
    ["done", "part", "todo", "error"].forEach((kind) => {
      this.element.classList.toggle(`kpi--${kind}`, kind === said.mark);
    });
    this.isUnsaved = isTypedOn;
    this.element.classList.toggle("kpi--unsaved", isTypedOn);
    say(this.form, "");
    this.form.querySelector("[data-heard]").textContent = this.element.querySelector(".mark").textContent;
    if (isTypedOn) {
      this.mark("unsaved", "Not saved yet");
      this.saveAfter(AFTER_TYPING_TEXT);
    }
  }

  // What was understood is shown back, but never under somebody's fingers. The focus alone is not typing: the box that
  // Tab came to is filled from what was typed into the one before, or the next save would send it empty.
  settle(field, text, sent) {
    if (text === undefined || field === this.seen) return;
    const isFocused = field === document.activeElement;
    const isFree = sent.get(field.name) === valueOf(field) && !(isFocused && isTypedInto(field));
    if (field.type === "checkbox") {
      field.defaultChecked = text !== "";
      if (isFree) field.checked = text !== "";
    } else if (field instanceof HTMLSelectElement) {
      [...field.options].forEach((option) => { option.defaultSelected = option.value === text; });
    } else {
      const typed = field.value;
      field.defaultValue = text;
      field.value = isFree ? text : typed;
      if (isFocused && field.value !== typed) field.select();
    }
  }

  complain(errors) {
    this.element.querySelectorAll(".nhsuk-error-message").forEach((message) => message.remove());
    this.fields.forEach((field) => {
      field.classList.remove("nhsuk-input--error", "nhsuk-textarea--error");
      field.removeAttribute("aria-invalid");
      if ((field.getAttribute("aria-describedby") || "").endsWith("-error")) field.removeAttribute("aria-describedby");
    });
    Object.entries(errors).forEach(([name, text]) => this.complainAt(document.getElementById(name), text));
  }

  complainAt(field, text) {
    if (!field) return;
    const message = document.createElement("p");
    message.className = "nhsuk-error-message";
    message.id = `${field.id}-error`;
    const spoken = document.createElement("span");
    spoken.className = "nhsuk-u-visually-hidden";
    spoken.textContent = "Error: ";
    message.append(spoken, text);
    (field.closest(".fig__line, .nc, .kpi-exc__date") || field).before(message);
    field.setAttribute("aria-describedby", message.id);
    field.setAttribute("aria-invalid", "true");
    field.classList.add(field instanceof HTMLTextAreaElement ? "nhsuk-textarea--error" : "nhsuk-input--error");
  }

  // Somebody else saved the row, or the return can no longer be changed: Save draft shows what to do about it.
  stopped(said) {
    this.isStopped = true;
    const words = document.createElement("span");
    words.className = "kpi__asks";
    words.textContent = said.message;
    const button = document.createElement("button");
    button.className = "linkish kpi__stopped";
    button.textContent = said.state === "conflict" ? "Choose what to keep" : "Show my text to copy";
    this.mark("error", "Not saved", words, button);
    say(this.form, said.message);
  }

  failed(words) {
    this.mark("unsaved", "Not saved yet");
    say(this.form, words);
    this.saveAfter(RETRY_AFTER);
  }

  mark(kind, word, ...more) {
    const mark = document.createElement("span");
    mark.className = `mark mark--${kind}`;
    mark.textContent = word;
    this.element.querySelector('[data-slot="mark"]').replaceChildren(mark, ...more);
  }
}

// The counts at the top, at the teams and in the bar follow what is saved, in the words of return_wording.py.
function report(form, rows) {
  const has = (row, kind) => row.element.classList.contains(`kpi--${kind}`);
  const isComplete = (row) => has(row, "done") && !row.isUnsaved;
  const isSentBack = (row) => has(row, "todo") && row.element.matches(".kpi-sent + .kpi");
  const complete = rows.filter(isComplete).length;
  const unsaved = rows.filter((row) => row.isUnsaved).length;
  const settled = rows.filter((row) => !row.isUnsaved);
  const wrong = settled.filter((row) => has(row, "error")).length;
  const sentBack = settled.filter(isSentBack).length;
  const begun = settled.filter((row) => has(row, "part")).length;
  const toDo = rows.length - complete - unsaved - wrong - sentBack - begun;
  const rest = [
    [wrong, "to correct"], [unsaved, "not saved yet"], [sentBack, "sent back"], [begun, "to finish"], [toDo, "to do"],
  ].filter(([count]) => count).map(([count, word]) => `${count} ${word}`);
  const done = `${complete} of ${rows.length} complete`;
  form.querySelector("[data-done]").textContent = done;
  form.querySelector("[data-progress]").value = complete;
  form.querySelector("[data-counts]").textContent = rest.join(", ");
  const top = document.querySelector("[data-left]");
  if (top) top.textContent = [done, ...rest].join(", ");
  document.querySelectorAll("[data-team]").forEach((place) => {
    const own = rows.filter((row) => row.element.closest(".team").contains(document.getElementById(place.dataset.team)));
    place.textContent = `${own.filter(isComplete).length} of ${own.length}`;
  });
}

function say(form, words) {
  const place = form.querySelector("[data-said]");
  if (place.textContent !== words) place.textContent = words;
}

function valueOf(field) {
  if (field.type === "checkbox") return field.checked ? "on" : null;
  return field.value;
}

function isTypedInto(field) {
  return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

// Signing in again in another tab brings a new token, in the cookie first.
function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => /^(__Host-)?csrftoken=/.test(part));
  if (cookie) return decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1));
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
}

const form = document.querySelector("[data-return]");
if (form) start(form);
