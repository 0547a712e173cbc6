// Moves between the fields of a return: Enter or the down arrow goes to the same field below, the up arrow back, and
// Escape brings back what is saved. Texts of several lines and choices keep their own keys.
const form = document.querySelector("[data-return]");

if (form) {
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape" && field.name) restore(field);
    if (!(field instanceof HTMLInputElement) || field.type !== "text") return;
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = neighbour(field, event.shiftKey && event.key === "Enter" ? -1 : step);
    if (next) {
      next.focus();
      next.select();
    }
  });
  form.querySelector("[data-next]")?.addEventListener("click", (event) => {
    const row = form.querySelector(".kpi--error, .kpi--todo, .kpi--part");
    const field = row?.querySelector("[aria-invalid], [data-figure]");
    if (!field) return;
    event.preventDefault();
    row.scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

// Figures: the line below, in the same place of it. Other fields: the next that is called the same and can be seen.
function neighbour(field, step) {
  const line = field.closest(".fig__line");
  if (line) {
    const lines = [...form.querySelectorAll(".fig__line")].filter(isSeen);
    const inputs = (each) => [...each.querySelectorAll("[data-figure]")];
    const below = lines[lines.indexOf(line) + step];
    const places = below && inputs(below);
    return places && places[Math.min(inputs(line).indexOf(field), places.length - 1)];
  }
  const key = field.name.replace(/^k\d+/, "");
  const alike = [...form.querySelectorAll(`[name$="${key}"]`)].filter(isSeen);
  return alike[alike.indexOf(field) + step];
}

function isSeen(element) {
  return element.getClientRects().length > 0;
}

function restore(field) {
  if (field.type === "checkbox") field.checked = field.defaultChecked;
  else if (field instanceof HTMLSelectElement) {
    const saved = [...field.options].find((option) => option.defaultSelected) || field.options[0];
    field.value = saved.value;
  } else field.value = field.defaultValue;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
