// What every page does: dialogs for browsers without `command`, toasts that leave, one submit per form, copying.
const TOAST_MS = 10_000;
const timers = new WeakMap();

function leaveLater(toast) {
  clearTimeout(timers.get(toast));
  timers.set(toast, setTimeout(() => toast.remove(), TOAST_MS));
}

function greet(toast) {
  if (timers.has(toast)) return;
  toast.querySelector("[data-close]").hidden = false;
  for (const event of ["pointerenter", "focusin"]) toast.addEventListener(event, () => clearTimeout(timers.get(toast)));
  for (const event of ["pointerleave", "focusout"]) toast.addEventListener(event, () => leaveLater(toast));
  leaveLater(toast);
}

const toasts = document.getElementById("toasts");
new MutationObserver(() => toasts.querySelectorAll("[data-toast]").forEach(greet)).observe(toasts, { childList: true, subtree: true });
toasts.querySelectorAll("[data-toast]").forEach(greet);

addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (!button) return;
  if (button.matches("[data-close]")) button.closest("[data-toast]").remove();
  if (button.matches("[data-copy]")) copy(button);
  const wanted = button.getAttribute("command");
  if (wanted && !("command" in HTMLButtonElement.prototype)) {
    const dialog = document.getElementById(button.getAttribute("commandfor"));
    if (wanted === "show-modal") dialog.showModal();
    else dialog.close();
  }
});

// Undo from the keyboard, unless the keys belong to a text field.
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  if (event.target.matches?.("input:not([type=checkbox],[type=radio]), textarea, [contenteditable]")) return;
  const undo = toasts.querySelector("[data-toast]:last-child [data-undo]");
  if (!undo) return;
  event.preventDefault();
  undo.click();
});

// A form is sent once; coming back to the page by history makes it usable again.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => { button.disabled = true; }));
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  });
});

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value);
  const words = button.querySelector("span");
  const before = words.textContent;
  words.textContent = button.dataset.done;
  setTimeout(() => { words.textContent = before; }, 2000);
}
document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });
