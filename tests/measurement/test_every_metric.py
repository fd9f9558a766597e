"""What holds for every metric, whoever adds it."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from resonans.measurement.measure import measure
from resonans.measurement.metric import FAMILIES, Grain, Metric, Pooling, UnknownMetric, metric, metrics
from resonans.measurement.value import Status
from tests.measurement.world import CLUB, KAJEN, World, at, scope, window

DOCS = Path(__file__).parents[2] / "docs" / "metrics"
TESTS = Path(__file__).parent / "metrics"
EVERY = pytest.mark.parametrize("entry", metrics(), ids=lambda entry: entry.id)


def busy(world: World) -> None:
    """Something of everything."""
    world.followers(1000, at(1))
    world.followers(1020, at(8))
    for number in range(6):
        day = 2 + number
        world.follow(at(day))
        world.follow(at(day, 13))
        world.follow(at(day, 14))
        world.follow(at(day, 15))
        world.post(f"p{number}", at(day))
        world.seen(
            f"p{number}",
            at(day, 20),
            reactions=5 + number,
            comments=number,
            shares=2,
            saves=1,
            impressions=300,
            views=90,
            reach=200 + number,
        )
        world.delivery(f"d{number}", "live", at(day), delay_s=0.3 * number)


@EVERY
def test_an_empty_lake_says_no_data_with_a_reason(world: World, entry: Metric) -> None:
    value = measure(world.tables(), scope(window(1, 9)), [entry.id])[entry.id]
    assert (value.value, value.interval, value.status) == (None, None, Status.NO_DATA)
    assert value.reason
    assert value.n == 0


@EVERY
def test_a_value_comes_whole(world: World, entry: Metric) -> None:
    busy(world)
    value = measure(world.tables(), scope(window(2, 9)), [entry.id])[entry.id]
    assert (value.metric, value.version, value.unit) == (entry.id, entry.version, entry.unit.value)
    assert value.n > 0
    assert 0 < value.coverage <= 1
    assert value.value is not None or value.interval is not None
    if value.value is not None:
        assert math.isfinite(value.value)
    if value.interval is not None and value.value is not None:
        assert value.interval.low <= value.value <= value.interval.high


@EVERY
def test_the_order_in_which_facts_came_changes_nothing(world: World, entry: Metric, tmp_path: Path) -> None:
    busy(world)
    turned = World(tmp_path / "turned", world.events[::-1], world.observations[::-1])
    asked = scope(window(2, 9))
    assert measure(world.tables(), asked, [entry.id]) == measure(turned.tables(), asked, [entry.id])


@EVERY
def test_what_is_told_twice_counts_once(world: World, entry: Metric, tmp_path: Path) -> None:
    busy(world)
    doubled = World(tmp_path / "doubled", world.events * 2, world.observations * 2)
    asked = scope(window(2, 9))
    assert measure(world.tables(), asked, [entry.id]) == measure(doubled.tables(), asked, [entry.id])


@EVERY
def test_an_account_without_data_lowers_coverage_and_nothing_else(world: World, entry: Metric) -> None:
    busy(world)
    tables = world.tables()
    alone = measure(tables, scope(window(2, 9)), [entry.id])[entry.id]
    both = measure(tables, scope(window(2, 9), accounts=(KAJEN, CLUB)), [entry.id])[entry.id]
    assert both.value == alone.value
    if entry.grain is not Grain.DELIVERY:
        assert both.coverage == pytest.approx(alone.coverage / 2)
        assert both.status in {Status.PARTIAL, Status.ESTIMATE}


@EVERY
def test_the_expression_alone_knows_the_numbers(entry: Metric) -> None:
    """Two entries may not differ only in name: each is one definition."""
    twins = [other for other in metrics() if other.id != entry.id and replace(other, id=entry.id) == entry]
    assert twins == []
    assert (entry.denominator is None) == (entry.pooling in {Pooling.SUM, Pooling.UNIQUE, Pooling.QUANTILES})


@EVERY
def test_words_are_whole_sentences(entry: Metric) -> None:
    assert entry.question.endswith("?")
    assert entry.formula.endswith(".")
    assert entry.caveat.endswith(".")
    assert entry.name
    assert entry.source


@EVERY
def test_the_documentation_says_what_the_registry_says(entry: Metric) -> None:
    page = (DOCS / f"{entry.family}.md").read_text()
    part = page.split(f"(`{entry.id}`)\n")[1].split("\n## ")[0]
    for said in (entry.question, entry.formula, entry.source, entry.caveat, f"version {entry.version}"):
        assert said in part
    assert f"## {entry.name} (`{entry.id}`)" in page
    assert "Example:" in part


@EVERY
def test_every_metric_has_a_worked_example_among_the_tests(entry: Metric) -> None:
    assert f'"{entry.id}"' in (TESTS / f"test_{entry.family}.py").read_text()


def test_every_page_of_metrics_belongs_to_a_family() -> None:
    assert {page.stem for page in DOCS.glob("*.md")} == {*FAMILIES, "README"}


def test_every_reason_that_is_given_is_explained() -> None:
    from resonans.networks.contract import Missing

    page = (DOCS / "README.md").read_text()
    for reason in (*Missing, "zero_denominator", "nothing_in_window", "bounds"):
        assert f"| `{reason}` |" in page
    for status in Status:
        assert f"| `{status}` |" in page


def test_an_unknown_metric_is_refused_by_name() -> None:
    with pytest.raises(UnknownMetric, match="emv"):
        metric("emv")
