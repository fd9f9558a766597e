"""Lines and bars over time: the level, its interval as a band, gaps where nothing is known."""

from collections.abc import Iterator, Mapping, Sequence

from resonans.charts.chart import Chart, Json, Point, Style, Table

_TEXT: dict[str, Json] = {"color": "var(--ink2)", "fontSize": 12, "fontFamily": "inherit"}


def line_with_band(
    points: Sequence[Point],
    *,
    title: str,
    description: str,
    style: Style,
    columns: tuple[str, str, str, str],
    marks: Mapping[str, str] | None = None,
    target: float | None = None,
) -> Chart:
    """A line from zero over the points, with a band where they have intervals.

    `columns` heads the table: place, value, interval, note. `marks` names events by the label they fall on.
    Raises ValueError without points.
    """
    series: list[Json] = [*_band(points), *_hatched(points), _line(points, marks or {}, target)]
    return Chart(_option(points, series, style), title, description, _table(points, style, columns))


def bars(
    points: Sequence[Point],
    *,
    title: str,
    description: str,
    style: Style,
    columns: tuple[str, str, str, str],
) -> Chart:
    """Bars from zero, with whiskers where there are intervals. Raises ValueError without points."""
    bar: Json = {
        "type": "bar",
        "data": [point.value for point in points],
        "itemStyle": {"color": "var(--c1)", "borderRadius": [2, 2, 0, 0]},
        "barMaxWidth": 28,
        "barMinHeight": 2,
        "silent": True,
    }
    whiskers: Json = {
        "type": "custom",
        "renderItem": {"$": "whisker", "color": "var(--ink)"},
        "data": [[index, p.low, p.high] for index, p in enumerate(points) if p.low is not None],
        "encode": {"x": 0, "y": [1, 2]},
        "silent": True,
        "z": 5,
    }
    series = [bar, *_hatched(points), whiskers]
    return Chart(_option(points, series, style), title, description, _table(points, style, columns))


def small_line(points: Sequence[Point], *, title: str, description: str) -> Chart:
    """A line without axes, to stand beside a number. Raises ValueError without points."""
    if not points:
        raise ValueError("A chart needs points.")
    option: dict[str, Json] = {
        "animation": False,
        "grid": {"left": 2, "right": 4, "top": 4, "bottom": 3},
        "xAxis": {"type": "category", "show": False, "boundaryGap": False, "data": [p.label for p in points]},
        "yAxis": {"type": "value", "show": False, "min": 0},
        "series": [
            {
                "type": "line",
                "data": [p.value for p in points],
                "showSymbol": False,
                "silent": True,
                "lineStyle": {"color": "var(--c1)", "width": 2},
                "areaStyle": {"color": "var(--c1)", "opacity": 0.12},
            }
        ],
    }
    return Chart(option, title, description, Table(("", ""), tuple((p.label, p.value) for p in points)))


def _line(points: Sequence[Point], marks: Mapping[str, str], target: float | None) -> Json:
    alone = _alone(points)
    marked: list[Json] = [
        {
            "xAxis": label,
            "lineStyle": {"color": "var(--c2)", "type": "solid", "width": 1.5},
            "label": {**_TEXT, "color": "var(--ink)", "formatter": name, "rotate": 0, "position": "end"},
        }
        for label, name in marks.items()
    ]
    if target is not None:
        dashed: Json = {"color": "var(--ink)", "type": "dashed"}
        marked.append({"yAxis": target, "lineStyle": dashed, "label": {"show": False}})
    return {
        "type": "line",
        "data": [
            {"value": p.value, "symbol": "circle" if index in alone else "none"}
            for index, p in enumerate(points)
        ],
        "symbolSize": 6,
        "lineStyle": {"color": "var(--c1)", "width": 2.25},
        "itemStyle": {"color": "var(--c1)"},
        "markLine": {"symbol": "none", "silent": True, "animation": False, "data": marked},
        "z": 4,
    }


def _alone(points: Sequence[Point]) -> set[int]:
    """Points between two gaps, which a line without symbols would not show."""
    known = [point.value is not None for point in points]
    padded = [False, *known, False]
    return {i for i in range(len(points)) if padded[i + 1] and not padded[i] and not padded[i + 2]}


def _band(points: Sequence[Point]) -> Iterator[Json]:
    """Two stacked series: an invisible one up to the low end, and the band on top of it."""
    if not any(point.low is not None for point in points):
        return
    bare: dict[str, Json] = {"type": "line", "stack": "band", "symbol": "none", "silent": True}
    none: Json = {"opacity": 0}
    yield {**bare, "data": [p.low for p in points], "lineStyle": none, "stackStrategy": "all"}
    yield {
        **bare,
        "data": [None if p.low is None or p.high is None else p.high - p.low for p in points],
        "lineStyle": none,
        "areaStyle": {"color": "var(--c1)", "opacity": 0.18},
        "stackStrategy": "all",
    }


def _hatched(points: Sequence[Point]) -> Iterator[Json]:
    places = [index for index, point in enumerate(points) if point.provisional]
    if places:
        yield {
            "type": "custom",
            "renderItem": {"$": "hatch"},
            "data": [[places[0], places[-1]]],
            "encode": {"x": [0, 1], "y": []},
            "silent": True,
            "clip": True,
            "z": 1,
        }


def _option(points: Sequence[Point], series: Sequence[Json], style: Style) -> dict[str, Json]:
    if not points:
        raise ValueError("A chart needs points.")
    return {
        "animation": False,
        "color": ["var(--c1)"],
        "textStyle": {"fontFamily": "inherit"},
        "grid": {"left": 4, "right": 24, "top": 24, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "valueFormatter": style.part, "confine": True},
        "xAxis": {
            "type": "category",
            "data": [point.label for point in points],
            "axisLine": {"lineStyle": {"color": "var(--control)"}},
            "axisTick": {"show": False},
            "axisLabel": {**_TEXT, "hideOverlap": True},
        },
        "yAxis": {
            "type": "value",
            "min": None if any((p.value or 0) < 0 for p in points) else 0,
            "splitNumber": 4,
            "minInterval": 1 if style.kind == "count" else 0,
            "splitLine": {"lineStyle": {"color": "var(--line)"}},
            "axisLabel": {**_TEXT, "formatter": style.part},
        },
        "series": list(series),
    }


def _table(points: Sequence[Point], style: Style, columns: tuple[str, str, str, str]) -> Table:
    return Table(columns, tuple((p.label, p.value, _interval(p, style), p.note) for p in points))


def _interval(point: Point, style: Style) -> str:
    if point.low is None or point.high is None:
        return ""
    if style.kind == "share":
        return f"{100 * point.low:.{style.digits}f}–{100 * point.high:.{style.digits}f} %"
    return f"{point.low:.{style.digits}f}–{point.high:.{style.digits}f}"
