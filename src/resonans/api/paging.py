"""Lists, some at a time."""

from collections.abc import Callable, Sequence
from typing import Annotated, Protocol
from uuid import UUID

from ninja import Query, Schema
from pydantic import Field

from resonans.core.errors import Invalid
from resonans.core.words import _

Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[str, Query(max_length=300, description="The last answer's `next_cursor`.")]


class Part[T](Protocol):
    """What queries give of a list."""

    @property
    def items(self) -> tuple[T, ...]:
        """Some of it."""

    @property
    def cursor(self) -> str:
        """Where the rest begins; "" at the end."""


class PageOut[T](Schema):
    """Some of a list."""

    items: list[T]
    next_cursor: str | None = Field(description="Send it as `cursor` for the rest; null at the end.")


def page[T](part: Part[T]) -> dict[str, object]:
    """A part of a list as it is answered."""
    return {"items": part.items, "next_cursor": part.cursor or None}


def some[T](found: Sequence[T], name: Callable[[T], UUID], *, cursor: str, limit: int) -> tuple[list[T], str]:
    """A part of a short list that was read whole, by id, and the cursor to the rest."""
    try:
        after = UUID(cursor) if cursor else None
    except ValueError as error:
        problem = _("This page of the list is no longer there. Start from its beginning.")
        raise Invalid(problem, fields={"cursor": problem}) from error
    rest = sorted((each for each in found if after is None or name(each) > after), key=name)
    return rest[:limit], str(name(rest[limit - 1])) if len(rest) > limit else ""
