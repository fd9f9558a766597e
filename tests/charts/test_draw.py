"""Charts as they come out of the drawing."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

import pytest

from resonans.charts.chart import Chart, Point, Style
from resonans.charts.draw import draw
from resonans.charts.line import bars, line_with_band, small_line

COLUMNS = ("Day", "Engagements", "Range", "Note")


def level(*values: float | None, provisional: int = 0, band: float = 0.0) -> Chart:
    """A line over days; the last `provisional` ones may still change."""
    points = [
        Point(
            f"{index + 1} Nov",
            value,
            None if value is None or not band else value - band,
            None if value is None or not band else value + band,
            provisional=index >= len(values) - provisional,
        )
        for index, value in enumerate(values)
    ]
    return line_with_band(
        points, title="Engagement & <more>", description="Rises.", style=Style(), columns=COLUMNS
    )


def test_a_drawing_says_what_it_shows_and_escapes_it() -> None:
    root = ET.fromstring(draw(level(1, 2, 3), 640, 280, name="c1"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c1-title c1-desc"
    named = {child.get("id"): child.text for child in root if child.get("id")}
    assert named == {"c1-title": "Engagement & <more>", "c1-desc": "Rises."}


def test_a_drawing_obeys_the_content_policy_and_the_theme() -> None:
    svg = draw(level(1, None, 3, 4, provisional=1, band=0.5), 640, 280, name="c1")
    assert "<style" not in svg
    assert "<script" not in svg
    assert "class=" not in svg
    colours = set(re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]+|rgb[^"]*)"', svg))
    assert colours <= {"#000"}, f"colours that no theme can change: {colours}"
    assert "var(--c1)" in svg


def test_the_same_chart_is_always_drawn_the_same() -> None:
    chart = level(4, 2, None, 7, band=1)
    assert draw(chart, 640, 280, name="c1") == draw(chart, 640, 280, name="c1")


def test_what_is_unknown_is_a_gap_and_not_zero() -> None:
    whole = draw(level(5, 5, 5, 5), 640, 280, name="c1")
    broken = draw(level(5, 5, None, 5), 640, 280, name="c1")
    line = re.compile(r'<path d="([^"]+)" fill="none"[^>]*stroke="var\(--c1\)"')
    assert len(line.findall(whole)) == 1
    drawn = line.findall(broken)
    assert all(" 0" not in path.split("L")[0] for path in drawn)
    assert sum(path.count("L") for path in drawn) < line.findall(whole)[0].count("L") + 1
    assert draw(level(5, 5, 0, 5), 640, 280, name="c1") != broken


def test_days_that_may_change_are_hatched() -> None:
    plain, hatched = (draw(level(1, 2, 3, provisional=n), 640, 280, name="c") for n in (0, 1))
    assert 'opacity="0.35"' not in plain
    assert hatched.count("0.35") >= 5


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    points = [Point("a", 12000), Point("b", 8000)]
    swedish = draw(
        bars(points, title="T", description="D", style=Style("sv"), columns=COLUMNS), 400, 200, name="c"
    )
    english = draw(
        bars(points, title="T", description="D", style=Style("en"), columns=COLUMNS), 400, 200, name="c"
    )
    assert "12\u00a0000" in swedish
    assert "12,000" in english


def test_shares_are_per_cent() -> None:
    points = [Point("a", 0.031, 0.028, 0.034)]
    chart = bars(points, title="T", description="D", style=Style("en", "share", 1), columns=COLUMNS)
    assert chart.table.rows == (("a", 0.031, "2.8–3.4 %", ""),)
    assert "%" in draw(chart, 400, 200, name="c")


def test_the_page_gets_the_same_option_that_the_server_drew() -> None:
    chart = level(1, 2, 3)
    assert json.loads(chart.option_json) == json.loads(json.dumps(chart.option))


def test_a_chart_without_points_is_refused() -> None:
    with pytest.raises(ValueError, match="points"):
        level()
    with pytest.raises(ValueError, match="points"):
        small_line([], title="T", description="D")


def test_threads_share_one_engine() -> None:
    chart = level(3, 1, 2)
    with ThreadPoolExecutor(4) as pool:
        drawn = set(pool.map(lambda _: draw(chart, 300, 150, name="c"), range(12)))
    assert len(drawn) == 1


def test_a_process_that_drew_ends_by_itself() -> None:
    code = (
        "from resonans.charts.chart import Point\n"
        "from resonans.charts.line import small_line\n"
        "from resonans.charts.draw import draw\n"
        "print(draw(small_line([Point('a', 1.0)], title='T', description='D'), 90, 30, name='c')[:4])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "<svg"
