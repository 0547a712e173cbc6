// Adds, asks for and signs in with a passkey: data-passkey is "create", "get" or "login" (which first asks the portal
// what to ask for). The browser's own window does the rest. Without this script the other ways in remain.
const NOT_USED = "Nothing has changed: the passkey was not used, or it took too long. You can try again.";
const NOT_HERE = "This browser has no passkey that fits, or cannot use it at this address.";

class PasskeyForm {
  constructor(form) {
    this.form = form;
    this.button = form.querySelector("[data-passkey-button]");
    this.said = form.querySelector("[data-passkey-said]");
    form.querySelectorAll("[data-passkey-none]").forEach((words) => { words.hidden = true; });
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.ask());
  }

  async ask() {
    this.said.textContent = "";
    this.button.disabled = true;
    try {
      const credential = await this.credential();
      this.form.querySelector("[name=credential]").value = JSON.stringify(credential);
      this.form.submit();
    } catch (error) {
      this.said.textContent = error.name === "NotAllowedError" ? NOT_USED : NOT_HERE;
      this.button.disabled = false;
    }
  }

  async credential() {
    if (this.form.dataset.passkey === "create") return webauthnJSON.create(this.creation());
    return webauthnJSON.get((await this.options()).request_options);
  }

  creation() {
    const options = JSON.parse(document.getElementById("passkey-options").textContent).creation_options;
    const isAlone = this.form.querySelector("[name=passwordless]")?.checked ?? false;
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: isAlone ? "required" : "discouraged",
      requireResidentKey: isAlone,
      ...(isAlone && { userVerification: "required" }),
    });
    return options;
  }

  async options() {
    const written = document.getElementById("passkey-options");
    if (written) return JSON.parse(written.textContent);
    const answer = await fetch(this.form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("The portal did not answer.");
    return answer.json();
  }
}

if (window.isSecureContext && webauthnJSON.supported()) {
  document.querySelectorAll("[data-passkey]").forEach((form) => new PasskeyForm(form));
}
