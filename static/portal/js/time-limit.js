// Warns before somebody is signed out, offers more time, and leaves for the sign-in page when it is over. How much is
// left the portal alone says: it is asked before anything is shown, because another tab may have been active. While
// somebody types, that is said to the portal once in a while, so that nobody is signed out in mid-sentence.
const box = document.querySelector("[data-time-left]");
const A_SECOND = 1000;
const ASK_AGAIN = 15 * A_SECOND;

class TimeLimit {
  constructor(element) {
    this.dialog = element.querySelector("dialog");
    this.words = element.querySelector("[data-time-words]");
    this.data = element.dataset;
    this.warn = Number(this.data.warn) * A_SECOND;
    this.sayEvery = Number(this.data.sayEvery) * A_SECOND;
    this.saidAt = Date.now();
    this.notBefore = 0;
    this.take({ seconds: Number(this.data.timeLeft), can_be_more: this.data.canBeMore === "yes" });
    element.querySelector("[data-stay]").addEventListener("click", () => this.stay());
    this.dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.stay(); });
    document.addEventListener("input", () => this.typed());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.check(); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.askHowLong(); });
    setInterval(() => this.check(), A_SECOND);
  }

  take({ seconds, can_be_more: canBeMore }) {
    this.endsAt = Date.now() + seconds * A_SECOND;
    this.canBeMore = canBeMore;
  }

  get left() {
    return this.endsAt - Date.now();
  }

  async check() {
    if (this.isAsking || Date.now() < this.notBefore) return;
    if (this.left <= 0 || (!this.dialog.open && !this.isKnown && this.left <= this.warn)) await this.askHowLong();
    if (this.dialog.open) this.say();
  }

  // Asked in the background, this does not count as activity.
  async askHowLong() {
    await this.exchange(this.data.leftUrl, {});
    if (this.isOver) return;
    if (this.left > this.warn) this.close();
    else if (!this.isKnown) this.open();
  }

  async exchange(url, options) {
    this.isAsking = true;
    try {
      const answer = await fetch(url, { ...options, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": csrfToken() } });
      if (answer.ok) this.take(await answer.json());
      else if (answer.type === "opaqueredirect" || answer.status === 403) this.leave();
      else throw new Error("The portal did not answer.");
    } catch {
      this.notBefore = Date.now() + ASK_AGAIN;
    }
    this.isAsking = false;
  }

  open() {
    this.dialog.querySelectorAll("[data-can-be-more]").forEach((part) => { part.hidden = !this.canBeMore; });
    this.dialog.querySelectorAll("[data-cannot]").forEach((part) => { part.hidden = this.canBeMore; });
    this.say();
    this.dialog.showModal();
  }

  // Read out only when the words change: at each minute, and at half a minute.
  say() {
    const seconds = Math.max(0, Math.ceil(this.left / A_SECOND));
    const minutes = Math.ceil(seconds / 60);
    const words = seconds <= 30 ? "in less than half a minute" : `in ${minutes} minute${minutes === 1 ? "" : "s"}`;
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  async stay() {
    if (!this.canBeMore) {
      this.isKnown = true;
      this.dialog.close();
      return;
    }
    this.saidAt = Date.now();
    await this.exchange(this.data.stayUrl, { method: "POST" });
    if (!this.isOver && this.left > this.warn) this.close();
  }

  close() {
    this.isKnown = false;
    if (this.dialog.open) this.dialog.close();
  }

  typed() {
    if (Date.now() - this.saidAt < this.sayEvery || this.isAsking) return;
    this.saidAt = Date.now();
    this.exchange(this.data.stayUrl, { method: "POST" });
  }

  // To the same address: the portal sends it on to the sign-in page, and back here afterwards.
  leave() {
    this.isOver = true;
    document.querySelectorAll("form").forEach((form) => { form.dataset.leaving = "yes"; });
    window.dispatchEvent(new Event("portal:signed-out"));
    window.location.assign(window.location.href.split("#")[0]);
  }
}

function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => /^(__Host-)?csrftoken=/.test(part));
  if (cookie) return decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1));
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
}

if (box) new TimeLimit(box);
