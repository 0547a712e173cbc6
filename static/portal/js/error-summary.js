// Moves to the error summary when a page comes back with errors, and from each of its lines into the field itself,
// with the field's label still in sight.
const summary = document.querySelector("[data-error-summary]");

if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const words = document.querySelector(`label[for="${CSS.escape(field.id)}"]`) || field;
    (field.closest("fieldset") || words).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}
