"""Joins that leave no second copy of their keys behind."""

from typing import Literal

import ibis.expr.types as ir


def beside(
    left: ir.Table, right: ir.Table, keys: dict[str, str], how: Literal["left", "inner"] = "left"
) -> ir.Table:
    """`left` with the columns of `right` beside it, joined where `left`'s column equals `right`'s (`keys`).

    Columns of `right` must not share a name with `left`'s, its keys apart.
    """
    named = right.rename({f"{theirs}_of_right": theirs for theirs in keys.values()})
    on = [left[ours] == named[f"{theirs}_of_right"] for ours, theirs in keys.items()]
    joined = left.join(named, on, how=how)
    return joined.drop(*(f"{theirs}_of_right" for theirs in keys.values()))
