// The composer: pictures in order without a round trip, parts of accounts that are not chosen hidden, nothing lost.
const form = document.getElementById("composer");
const media = document.getElementById("media");
const uploading = document.getElementById("uploading");
const file = document.getElementById("file");
let changed = false;

const recheck = () => document.body.dispatchEvent(new Event("recheck"));

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=do]");
  const [verb, id] = (button?.value ?? "").split(":");
  if (!id) return;
  event.preventDefault();
  const item = media.querySelector(`[data-media="${id}"]`);
  if (verb === "earlier") item.previousElementSibling?.before(item);
  if (verb === "later") item.nextElementSibling?.after(item);
  const next = item.nextElementSibling ?? item.previousElementSibling;
  if (verb === "remove") item.remove();
  (verb === "remove" ? next?.querySelector("button") ?? file : button).focus();
  changed = true;
  recheck();
});

form.addEventListener("input", (event) => {
  changed = true;
  const own = event.target.name?.match(/^text\.(.+)$/);
  if (own) form.elements[`own.${own[1]}`].checked = true;
});

form.addEventListener("change", (event) => {
  if (event.target.name !== "account") return;
  const part = form.querySelector(`details[data-account="${event.target.value}"]`);
  if (part) part.hidden = !event.target.checked;
});

form.addEventListener("htmx:before:request", (event) => {
  if (event.detail?.ctx?.sourceElement === file) uploading.textContent = uploading.dataset.words;
});
form.addEventListener("htmx:after:swap", (event) => {
  if (event.detail?.ctx?.sourceElement !== file) return;
  uploading.textContent = "";
  file.value = "";
  changed = true;
  recheck();
});

form.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
document.getElementById("problem")?.focus();
