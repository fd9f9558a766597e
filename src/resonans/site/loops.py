"""The repeated work of all rooms, as each room's `jobs.LOOPS` lists it."""

from importlib import import_module
from importlib.util import find_spec

from resonans.core.work import Loop

ROOMS = ("core", "networks", "events", "publishing")
# Deliveries first: they are what a person waits for.
GROUPS = ("deliveries", "collect", "lake", "care")


def loops(only: str | None = None) -> tuple[Loop, ...]:
    """Every loop, or those of one group, deliveries first."""
    found: list[Loop] = []
    for room in ROOMS:
        module = f"resonans.{room}.jobs"
        if find_spec(module) is not None:
            found += import_module(module).LOOPS
    unknown = {loop.group for loop in found} - set(GROUPS)
    if unknown:
        raise LookupError(f"These groups of loops are unknown: {', '.join(sorted(unknown))}")
    chosen = [loop for loop in found if only in {None, loop.group}]
    return tuple(sorted(chosen, key=lambda loop: GROUPS.index(loop.group)))
