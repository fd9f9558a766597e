// A reader who touches a chart gets it alive: the same option, with values under the pointer.
const loaded = new Map();

function load(source) {
  if (!loaded.has(source)) loaded.set(source, new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: source, onload: done, onerror: failed });
    document.head.append(script);
  }));
  return loaded.get(source);
}

async function wake(drawing) {
  if (drawing.dataset.awake) return;
  drawing.dataset.awake = "1";
  try {
    await load(drawing.dataset.library);
    await load(drawing.dataset.parts);
  } catch {
    delete drawing.dataset.awake; // the drawing stays, and the next touch tries again
    return;
  }
  const still = [...drawing.children];
  const live = document.createElement("div");
  live.className = "live";
  const named = drawing.querySelector("svg");
  live.setAttribute("role", "img");
  live.setAttribute("aria-label", `${named.querySelector("title").textContent}. ${named.querySelector("desc").textContent}`);
  drawing.append(live);
  const chart = echarts.init(live, null, { renderer: "svg" });
  const option = JSON.parse(document.getElementById(drawing.dataset.chart).textContent);
  chart.setOption(chartParts.revive(option));
  still.forEach((child) => child.remove());
  new ResizeObserver(() => chart.resize()).observe(live);
}

for (const drawing of document.querySelectorAll("[data-chart]"))
  for (const event of ["pointerenter", "pointerdown", "focusin"])
    drawing.addEventListener(event, () => wake(drawing), { once: false, passive: true });
