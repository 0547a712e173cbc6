// Keeps what is typed into forms in this tab, under the address of the page, and offers it again to the same person
// after the portal has signed them out. Never passwords, files or hidden fields. Signing out oneself, leaving the page
// or sending the form clears it.
const KEY = "portal:typed";
const NOT_KEPT = "[type=password], [type=file], [type=hidden], [type=submit], [autocomplete=one-time-code], [data-not-kept]";
const AFTER = 300;
const here = location.pathname + location.search;
const signedIn = document.querySelector("[data-keep-typed]");

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) || { pages: {} };
  } catch {
    return { pages: {} };
  }
}

function write(store) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(store));
  } catch { // the tab's room is full, or the browser gives none: then nothing is kept
    sessionStorage.removeItem(KEY);
  }
}

function clear() {
  sessionStorage.removeItem(KEY);
}

// Every field that can be kept, under a name that is the same when the page is drawn again.
function fields() {
  const found = new Map();
  [...document.forms].forEach((form, number) => {
    if (form.method !== "post") return;
    [...form.elements].forEach((field) => {
      if (!field.name || field.matches(NOT_KEPT)) return;
      const choice = ["checkbox", "radio"].includes(field.type) ? `=${field.value}` : "";
      found.set(`${number} ${form.getAttribute("action") || ""} ${field.name}${choice}`, field);
    });
  });
  return found;
}

function valueOf(field) {
  return ["checkbox", "radio"].includes(field.type) ? field.checked : field.value;
}

class Typing {
  constructor(person) {
    this.person = person;
    this.touched = new Set();
    document.addEventListener("input", (event) => this.note(event.target));
    document.addEventListener("change", (event) => this.note(event.target));
    window.addEventListener("pagehide", () => this.save());
    window.addEventListener("portal:signed-out", () => this.save());
  }

  note(field) {
    if (!field.form) return;
    this.touched.add(field);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), AFTER);
  }

  save() {
    if (!this.touched.size || this.isSent) return;
    const kept = [...fields()].filter(([, field]) => this.touched.has(field) || isMate(field, this.touched));
    const typed = Object.fromEntries(kept.map(([name, field]) => [name, valueOf(field)]));
    const store = read();
    write({ ...store, person: this.person, pages: { ...store.pages, [here]: { at: Date.now(), typed } } });
  }
}

// The other buttons of a group of radio buttons changed with the one that was pressed.
function isMate(field, touched) {
  return field.type === "radio" && [...touched].some((other) => other.name === field.name && other.form === field.form);
}

class Offer {
  constructor(page) {
    const now = fields();
    this.differing = Object.entries(page.typed).filter(([name, value]) => now.has(name) && valueOf(now.get(name)) !== value);
    this.fields = now;
    if (!this.differing.length) {
      this.forget();
      return;
    }
    const piece = document.querySelector("template[data-typed-offer]").content.cloneNode(true);
    this.bar = piece.querySelector("[data-typed-bar]");
    const at = new Date(page.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    this.bar.querySelector("[data-typed-at]").textContent = at;
    this.bar.querySelector("[data-typed-back]").addEventListener("click", () => this.putBack());
    this.bar.querySelector("[data-typed-away]").addEventListener("click", () => this.forget());
    document.querySelector("main").prepend(piece);
    this.bar.focus();
  }

  putBack() {
    const last = this.differing.map(([name, value]) => {
      const field = this.fields.get(name);
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
      ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
      return field;
    });
    this.forget();
    last[0].focus();
  }

  forget() {
    const store = read();
    delete store.pages[here];
    if (Object.keys(store.pages).length) write(store);
    else clear();
    this.bar?.remove();
  }
}

// What was typed on a page that its person left themselves goes, whatever else still waits in this tab.
function leaveOnlyWhatWaits(store, person) {
  const waiting = Object.entries(store.pages).filter(([, page]) => page.isWaiting && store.person === person);
  store.pages = Object.fromEntries(waiting);
  if (waiting.length) write(store);
  else clear();
}

function start() {
  const store = read();
  if (!signedIn) { // the sign-in page: what is kept waits for whoever typed it
    Object.values(store.pages).forEach((page) => { page.isWaiting = true; });
    if (Object.keys(store.pages).length) write(store);
    return;
  }
  const person = signedIn.dataset.keepTyped;
  leaveOnlyWhatWaits(store, person);
  if (store.pages[here]) new Offer(store.pages[here]);
  const typing = new Typing(person);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-typed-clears], [data-typed-sent], [action$='/accounts/logout/']")) return;
    typing.isSent = true;
    clear();
  });
}

if (signedIn || document.querySelector("[data-typed-waits]")) start();
