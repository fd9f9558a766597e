"""Every question that is put to a scope's facts, as an expression.

They are compiled to SQL beforehand (`measurement/sql/`), so that answering needs no compiler: loading Ibis
and compiling takes a process longer than all the answers of a page.
"""

from collections.abc import Callable, Mapping, Sequence

import ibis
import ibis.expr.types as ir

from resonans.measurement import audience, deliveries, facts, posts
from resonans.measurement.frame import FAR, Frame, daily
from resonans.measurement.metric import Grain, Metric, metrics

SHOWN = ("account", "post", "published_at", "text", "url", "media", "elsewhere")


def _post_metrics(frame: Frame) -> ir.Table:
    return _columns(facts.in_periods(frame), _of(Grain.POST), ("period", *SHOWN))


def _post_days(frame: Frame) -> ir.Table:
    daily_ones = [entry for entry in _of(Grain.POST) if not entry.published_only]
    return _columns(facts.by_day(frame), daily_ones, ("day", "account", "post"))


def _delivery_metrics(frame: Frame) -> ir.Table:
    return _columns(deliveries.due_in_periods(frame), _of(Grain.DELIVERY), ("period", "delivery"))


def _account_metrics(frame: Frame) -> ir.Table:
    return _columns(audience.in_periods(frame), _of(Grain.ACCOUNT), ("period", "account"))


def _accounts_by_day(frame: Frame) -> ir.Table:
    read = frame.daily
    counted = read.filter(read.day > FAR).group_by("day").agg(accounts=read.account.nunique())
    return counted.order_by("day")


def _of(grain: Grain) -> list[Metric]:
    return [entry for entry in metrics() if entry.grain is grain]


def _columns(table: ir.Table, metrics: Sequence[Metric], keys: Sequence[str]) -> ir.Table:
    """The metrics' expressions on a table, all in one; `keys` are kept as they are and sort the rows."""
    chosen: dict[str, ir.Value] = {key: table[key] for key in dict.fromkeys((*keys, "network"))}
    if "fresh" in table.columns:
        chosen["fresh"] = table.fresh
    for metric in metrics:
        chosen[f"{metric.id}:n"] = metric.numerator(table).cast("float64")
        if metric.denominator is not None:
            chosen[f"{metric.id}:d"] = metric.denominator(table).cast("float64")
        if metric.complete is not None:
            chosen[f"{metric.id}:c"] = metric.complete(table)
        for name in dict.fromkeys((*metric.needs, *metric.parts)):
            if f"{name}_missing" in table.columns:
                chosen[f"{name}_missing"] = table[f"{name}_missing"]
    return table.select(**chosen).order_by([ibis.asc(key) for key in keys])


QUERIES: Mapping[str, Callable[[Frame], ir.Table]] = {
    "daily": daily,
    "posts": posts.posts,
    "post_metrics": _post_metrics,
    "post_days": _post_days,
    "delivery_metrics": _delivery_metrics,
    "account_metrics": _account_metrics,
    "follower_days": audience.by_day,
    "coverage": _accounts_by_day,
}


def compiled() -> dict[str, str]:
    """The SQL of every question, by name, in DuckDB's dialect."""
    return {
        name: str(ibis.to_sql(build(Frame()), dialect="duckdb")) + "\n" for name, build in QUERIES.items()
    }
