"""What a row of a file may say, and the sentences for what is wrong with it."""

from typing import TYPE_CHECKING

from resonans.core.words import N_, _

if TYPE_CHECKING:
    import polars as pl

TEXTS = (
    "id",
    "kind",
    "occurred_at",
    "network",
    "account",
    "brand",
    "campaign",
    "post",
    "conversation",
    "actor",
    "target_actor",
    "media_type",
    "currency",
    "text",
    "lang",
    "extra",
)
"""Fields read as text. `actor` and `target_actor` are persons' ids in the source and are hashed."""
NUMBERS = ("value", "sentiment")
FIELDS = (*TEXTS, *NUMBERS)

SENTENCES = {
    "unreadable": N_("This line is not a JSON object."),
    "columns": N_("This line has more fields than the header names."),
    "id": N_("The id is missing: it names the event in its source, so that it counts once."),
    "kind": N_("The kind is missing or is none that resonans knows."),
    "occurred_at": N_("The time is missing or not like 2026-11-23T09:00:00Z or 2026-11-23T10:00:00+01:00."),
    "future": N_("The time lies in the future."),
    "value": N_("The value must be a whole number (money in the smallest unit, such as cents)."),
    "sentiment": N_("The sentiment must be a number from -1 to 1."),
    "currency": N_("The currency must be three capital letters such as EUR, and money needs one."),
    "media_type": N_("The media type must be owned, earned or paid."),
    "account": N_("The account is none of this workspace: give its id as resonans shows it."),
    "brand": N_("The brand is none of this workspace: give its id as resonans shows it."),
    "extra": N_("The field extra must be a JSON object."),
}


def sentence(code: str) -> str:
    """What is wrong with a line, in the reader's language."""
    return _(SENTENCES[code])


def schema() -> "dict[str, pl.DataType]":
    """How Polars is to read the fields."""
    import polars as pl

    numbers: dict[str, pl.DataType] = {"value": pl.Int64(), "sentiment": pl.Float64()}
    return {**{name: pl.String() for name in TEXTS}, **numbers}
