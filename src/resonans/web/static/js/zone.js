// Proposes the browser's own time zone in a form that nobody has filled in yet.
const field = document.querySelector("[data-zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (field && field.value === "UTC" && [...field.options].some((option) => option.value === here)) field.value = here;
