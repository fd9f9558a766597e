"""Times as the clock on the wall shows them."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from resonans.api.request import Input
from resonans.core.errors import Invalid
from resonans.core.words import _
from resonans.publishing.types import Wall

_YEARS = range(2000, 2200)


class WallIn(Input):
    """A wall time and the IANA zone it hangs in; without a zone the brand's."""

    local: str = Field(
        max_length=19,
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$",
        description="Such as 2026-11-24T17:30, without an offset.",
    )
    zone: str = Field("", max_length=64)


class WallOut(Schema):
    """A wall time and its zone."""

    local: datetime
    zone: str


def wall(given: WallIn) -> Wall:
    """Raises Invalid for a date that no calendar has."""
    try:
        local = datetime.fromisoformat(given.local)
    except ValueError:
        local = None
    if local is None or local.year not in _YEARS:
        problem = _("There is no such date. Write it like 2026-11-24T17:30.")
        raise Invalid(problem, fields={"wall": problem})
    return Wall(local, given.zone)
