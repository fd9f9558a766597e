"""Rows of a metric as arrays: the bridge from an expression to numbers with intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resonans.measurement.columns import Columns
from resonans.measurement.interval import Floats
from resonans.measurement.metric import Metric

type Flags = NDArray[np.bool_]
type Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Rows:
    """One metric over some rows. Numbers are NaN where unknown; all arrays have one entry per row."""

    numerator: Floats
    denominator: Floats | None
    complete: Flags
    offered: Flags
    """Whether the row's network offers what the metric needs."""
    in_scope: Flags
    network: Texts
    reason: Texts
    """Why the row has no number, "" where it has."""
    left_out: tuple[str, ...]
    """Parts that a network in scope does not offer, `network:part`."""

    def pick(self, chosen: Flags) -> "Rows":
        """The same of some rows."""
        return Rows(
            self.numerator[chosen],
            None if self.denominator is None else self.denominator[chosen],
            self.complete[chosen],
            self.offered[chosen],
            self.in_scope[chosen],
            self.network[chosen],
            self.reason[chosen],
            self.left_out,
        )

    @property
    def usable(self) -> Flags:
        """Rows in which every number is known."""
        known = ~np.isnan(self.numerator) & self.in_scope & self.offered
        return known if self.denominator is None else known & ~np.isnan(self.denominator)


def of(metric: Metric, data: Columns) -> Rows:
    """The arrays of one metric from an answer."""
    n = len(data)
    network = data["network"]
    missing = {
        name: data[f"{name}_missing"]
        for name in dict.fromkeys((*metric.needs, *metric.parts))
        if f"{name}_missing" in data
    }
    offered = np.ones(n, dtype=bool)
    for name in metric.needs:
        if name in missing:
            offered &= missing[name] != "not_offered"
    if metric.parts:
        offered &= np.any([missing[name] != "not_offered" for name in metric.parts], axis=0)
    numerator = _floats(data, f"{metric.id}:n")
    denominator = _floats(data, f"{metric.id}:d") if metric.denominator is not None else None
    return Rows(
        numerator=numerator,
        denominator=denominator,
        complete=_flags(data, f"{metric.id}:c") if metric.complete is not None else np.ones(n, dtype=bool),
        offered=offered,
        in_scope=_flags(data, "fresh") if metric.published_only else np.ones(n, dtype=bool),
        network=network,
        reason=_reasons(metric, missing, n),
        left_out=_left_out(metric, missing, network),
    )


def plain(values: Floats) -> Rows:
    """Rows that are all known and complete."""
    yes = np.ones(len(values), dtype=bool)
    empty = np.full(len(values), "", dtype=object)
    return Rows(values, None, yes, yes, yes, empty, empty, ())


def _reasons(metric: Metric, missing: dict[str, Texts], n: int) -> Texts:
    reasons = np.full(n, "", dtype=object)
    for name in (*metric.needs, *metric.parts):
        if name in missing:
            fill = (reasons == "") & (missing[name] != "") & (missing[name] != "not_offered")
            reasons[fill] = missing[name][fill]
    return reasons


def _left_out(metric: Metric, missing: dict[str, Texts], network: Texts) -> tuple[str, ...]:
    found = {
        f"{where}:{name}"
        for name in (*metric.needs, *metric.parts)
        if name in missing
        for where in set(network[missing[name] == "not_offered"])
    }
    return tuple(sorted(found))


def _floats(data: Columns, name: str) -> Floats:
    return np.asarray(data[name], dtype=np.float64)


def _flags(data: Columns, name: str) -> Flags:
    return np.asarray(data[name], dtype=bool)
