"""What a metric is, and the registry of all of them.

A metric is defined once, as an Ibis expression over one row per post (`measurement.facts`), per delivery
(`measurement.deliveries`) or per account and day (`measurement.audience`). Totals, days, posts and networks
are all made from that one expression.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir


FAMILIES = ("exposure", "engagement", "followers", "delivery")


class Grain(StrEnum):
    """What one row is, from which the metric is computed."""

    POST = "post"
    DELIVERY = "delivery"
    ACCOUNT = "account"


class Unit(StrEnum):
    """How a value is to be read."""

    COUNT = "count"
    PEOPLE = "people"
    SHARE = "share"
    """0.026 is 2.6 %."""
    TIMES = "times"
    """A ratio that is no share: 2.4 displays per person."""
    SECONDS = "seconds"


class Pooling(StrEnum):
    """How the rows of a scope become one value."""

    SUM = "sum"
    """Σ numerator."""
    RATIO = "ratio"
    """Σ numerator / Σ denominator, over rows in which both are known; interval by a bootstrap over rows."""
    PROPORTION = "proportion"
    """As RATIO, where the numerator counts some of the denominator; Wilson interval."""
    UNIQUE = "unique"
    """People, who are never added: one row's value, or bounds over several."""
    RATIO_OF_UNIQUE = "ratio_of_unique"
    """Numerator added, denominator people: one row's ratio, or bounds over several."""
    GROWTH = "growth"
    """(last − first) / first of a gauge."""
    QUANTILES = "quantiles"
    """Median, with the 99th percentile beside it."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry of the glossary. The words are English sources, marked for translation."""

    id: str
    version: int
    name: str
    unit: Unit
    family: str
    grain: Grain
    pooling: Pooling
    question: str
    """What a marketer asks when looking at it."""
    formula: str
    source: str
    caveat: str
    numerator: "Callable[[ir.Table], ir.NumericValue]"
    """Null in a row where it is unknown, never zero."""
    denominator: "Callable[[ir.Table], ir.NumericValue] | None" = None
    complete: "Callable[[ir.Table], ir.BooleanValue] | None" = None
    """False in a row where a part is offered by the network but missing, so that the value is partial."""
    needs: tuple[str, ...] = ()
    """Fields of the row without which there is nothing to say; a network that lacks one is left out."""
    parts: tuple[str, ...] = ()
    """Fields that are added; one that a network does not offer is left out and named."""
    published_only: bool = False
    """Only posts published in the window count: what is divided by belongs to the post, not to days."""
    better: int = 1
    """1 where more is better, -1 where less is, 0 where neither."""


class UnknownMetric(KeyError):
    """No metric of that id is in the registry."""


@cache
def _registry() -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for family in FAMILIES:
        for entry in import_module(f"resonans.measurement.metrics.{family}").METRICS:
            if entry.id in found:
                raise ValueError(f"The metric {entry.id} is defined twice.")
            found[entry.id] = entry
    return found


def metric(metric_id: str) -> Metric:
    """The entry of that id; raises UnknownMetric."""
    try:
        return _registry()[metric_id]
    except KeyError:
        raise UnknownMetric(metric_id) from None


def metrics() -> tuple[Metric, ...]:
    """All entries, in the order of the glossary."""
    return tuple(_registry().values())
