"""Where this installation's lake lies."""

from functools import cache

from resonans.core.settings import settings
from resonans.events.lake import Lake


def lake() -> Lake:
    """The lake of `RESONANS_LAKE_URL` or the data folder; one object for the process, opened on first use."""
    return _at(settings().lake_path)


@cache
def _at(path: str) -> Lake:
    return Lake(path)
