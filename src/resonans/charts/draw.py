"""Draws a chart to SVG on the server, with ECharts' own renderer inside V8.

One V8 for the process, made at the first drawing (88 MB) and closed at exit, since the process would not end
otherwise. A fork never uses its parent's.
"""

import atexit
import json
import os
import re
import threading
from html import escape
from pathlib import Path

from py_mini_racer import MiniRacer

import resonans
from resonans.charts.chart import Chart

_STATIC = Path(resonans.__file__).parent / "web" / "static"
_SOURCES = (
    _STATIC / "vendor" / "echarts-6.1.0" / "echarts.min.js",
    _STATIC / "js" / "chart-parts.js",
)
_DRAW = """
function draw(option, width, height) {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption(chartParts.revive(option));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
"""
_HOVER_STYLES = re.compile(r"<style\s*>.*?</style>", re.DOTALL)
_CLASSES = re.compile(r' class="[^"]*"')
_BACKGROUND = re.compile(r'<rect width="\d+" height="\d+" x="0" y="0" fill="none"></rect>\n?')
_IDS = re.compile(r"zr\d+-c")
_HEAD = re.compile(r"<svg [^>]*>")

_lock = threading.Lock()
_engine: tuple[int, MiniRacer] | None = None


def draw(chart: Chart, width: int, height: int, *, name: str) -> str:
    """The chart as an `<svg>` element that scales with its place; `name` makes its ids unique on the page.

    Colours stay CSS variables, so that the page's theme colours it.
    """
    with _lock:
        drawn = _v8().eval(f"draw({json.dumps(chart.option)}, {width:d}, {height:d})")
    if not isinstance(drawn, str):
        raise TypeError("ECharts returned no drawing.")
    body = _BACKGROUND.sub("", _CLASSES.sub("", _HOVER_STYLES.sub("", drawn)))
    body = _IDS.sub(f"{name}-c", body)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(chart.title)}</title>'
        f'<desc id="{name}-desc">{escape(chart.description)}</desc>'
    )
    return _HEAD.sub(lambda _: head, body, count=1)


def close() -> None:
    """Let go of V8."""
    global _engine  # noqa: PLW0603  (one for the process)
    with _lock:
        if _engine is not None and _engine[0] == os.getpid():
            _engine[1].close()
        _engine = None


def _v8() -> MiniRacer:
    global _engine  # noqa: PLW0603  (one for the process)
    if _engine is None or _engine[0] != os.getpid():
        v8 = MiniRacer()
        v8.eval("var self = globalThis;")
        for source in _SOURCES:
            v8.eval(source.read_text() + "\n;0")
        v8.eval(_DRAW + ";0")
        if _engine is None:
            atexit.register(close)
        _engine = (os.getpid(), v8)
    return _engine[1]
