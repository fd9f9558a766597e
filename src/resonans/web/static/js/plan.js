// The calendar: drag a post to a day, or Alt and an arrow key; “Move to…” opens its form in the dialog.
const DAY_MS = 86_400_000;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
let dragged = null;

const plan = document.getElementById("plan");
const dayOf = (event) => event.target.closest?.("[data-day]");

function move(entry, day) {
  if (day === entry.dataset.on) return;
  const back = location.pathname + location.search;
  htmx.ajax("POST", entry.dataset.to, { target: plan, swap: "innerHTML", values: { date: day, next: back, dragged: "1" } });
}

function mark(day) {
  plan.querySelectorAll(".drop").forEach((each) => each !== day && each.classList.remove("drop"));
  day?.classList.add("drop");
}

plan.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[draggable=true]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.post);
});
plan.addEventListener("dragover", (event) => {
  const day = dayOf(event);
  if (!dragged || !day) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  mark(day);
});
plan.addEventListener("dragend", () => { mark(null); dragged = null; });
plan.addEventListener("drop", (event) => {
  const day = dayOf(event);
  if (!dragged || !day) return;
  event.preventDefault();
  move(dragged, day.dataset.day);
});

plan.addEventListener("keydown", (event) => {
  const entry = event.target.closest?.("[draggable=true]");
  if (!entry || !event.altKey || !(event.key in STEPS)) return;
  event.preventDefault();
  const day = new Date(Date.parse(entry.dataset.on) + STEPS[event.key] * DAY_MS).toISOString().slice(0, 10);
  const post = entry.dataset.post;
  document.body.addEventListener("htmx:after:swap", () => plan.querySelector(`[data-post="${post}"] a`)?.focus(), { once: true });
  move(entry, day);
});

document.addEventListener("htmx:after:swap", (event) => {
  const opener = event.detail?.ctx?.sourceElement?.closest?.("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog && !dialog.open) dialog.showModal();
});
