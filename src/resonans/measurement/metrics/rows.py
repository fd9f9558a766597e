"""Expressions that several metrics of posts share."""

from collections.abc import Callable
from functools import reduce
from operator import add, and_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir


type Column = Callable[[ir.Table], ir.NumericValue]
type Check = Callable[[ir.Table], ir.BooleanValue]

ENGAGEMENT_PARTS = ("reactions", "comments", "shares", "saves")


def field(name: str) -> Column:
    """A field of the row as it is: null where unknown."""

    def take(rows: "ir.Table") -> "ir.NumericValue":
        return rows[name]

    return take


def total(*names: str) -> Column:
    """The sum of parts. A part that the network does not offer is left out; one that is offered but missing
    is left out too and makes the row incomplete (see `all_offered`). Null where no part is known."""

    def sum_up(rows: "ir.Table") -> "ir.NumericValue":
        import ibis

        known = reduce(add, (rows[name].fill_null(0) for name in names))
        nothing = reduce(and_, (rows[name].isnull() for name in names))
        return ibis.ifelse(nothing, ibis.null("int64"), known)

    return sum_up


def all_offered(*names: str) -> Check:
    """Whether every part that the network offers is known."""

    def check(rows: "ir.Table") -> "ir.BooleanValue":
        return reduce(
            and_, (rows[name].notnull() | (rows[f"{name}_missing"] == "not_offered") for name in names)
        )

    return check
