// What JSON cannot say of a chart. The same file serves the drawing on the server and the page.
// An option's {"$": "name", …} becomes what parts[name] makes of it.
globalThis.chartParts = (() => {
  const number = ({ locale, style, digits }) => {
    const form = new Intl.NumberFormat(locale, {
      style: style === "share" ? "percent" : "decimal",
      maximumFractionDigits: digits,
    });
    return (value) => form.format(typeof value === "object" ? value.value : value);
  };
  // Oblique lines over the days that may still change: drawn from category `from` to `to`.
  const hatch = () => (params, api) => {
    const left = api.coord([api.value(0), 0])[0] - api.size([1, 0])[0] / 2;
    const right = api.coord([api.value(1), 0])[0] + api.size([1, 0])[0] / 2;
    const { y, height } = params.coordSys;
    const lines = [];
    for (let x = left - height; x < right; x += 7) {
      const from = Math.max(x, left), to = Math.min(x + height, right);
      if (from < to) lines.push({
        type: "line",
        shape: { x1: from, y1: y + height - (from - x), x2: to, y2: y + height - (to - x) },
        style: { stroke: "var(--ink2)", lineWidth: 1, opacity: 0.35 },
      });
    }
    return { type: "group", silent: true, children: lines };
  };
  // The interval of one category: a line from low to high with short ends.
  const whisker = ({ color }) => (params, api) => {
    const [x, low] = api.coord([api.value(0), api.value(1)]);
    const high = api.coord([api.value(0), api.value(2)])[1];
    const line = (x1, y1, x2, y2) => ({
      type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: color, lineWidth: 2 },
    });
    const children = [line(x, low, x, high), line(x - 4, low, x + 4, low), line(x - 4, high, x + 4, high)];
    return { type: "group", silent: true, children };
  };
  const makers = { number, hatch, whisker };
  const revive = (node) => {
    if (Array.isArray(node)) return node.map(revive);
    if (node === null || typeof node !== "object") return node;
    if (node.$) return makers[node.$](node);
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, revive(value)]));
  };
  return { revive };
})();
