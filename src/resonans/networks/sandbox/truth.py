"""What caused what in the simulated network. Closed to every product room; tests may ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from resonans.networks.sandbox import behaviour, names
from resonans.networks.sandbox.shapes import instant
from resonans.networks.sandbox.store import Post, Store

_KINDS = ("view", "reaction", "comment", "share", "save", "click", "follow", "leave")


@dataclass(frozen=True, slots=True)
class Human:
    """A simulated person as they are, not as they show themselves."""

    number: int
    age: int
    place: str
    swedish: bool
    interests: tuple[float, ...]
    """One weight for each of `topics.TOPICS`."""
    habits: tuple[float, ...]
    """How much they look in each local hour; mean 1."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """The first time that a person saw a post."""

    person: int
    at: datetime
    generation: int
    """0 where no share lay between."""
    cause: str
    """"following", "discovery" or "share"."""
    shared_by: int | None
    """The person whose share showed it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Anything that a person did with a post, at any time, also still to come."""

    kind: str
    person: int
    at: datetime
    generation: int


class Truth:
    """Reads a store behind the network's back."""

    def __init__(self, store: Path) -> None:
        self._store = Store(store)

    def people(self, seed: str) -> tuple[Human, ...]:
        """The whole population of a seed."""
        world = self._store.world(seed)
        return tuple(
            Human(
                number,
                int(world.age[number]),
                names.PLACES[int(world.place[number])].name,
                bool(world.swedish[number]),
                tuple(map(float, world.interests[number])),
                tuple(map(float, world.habits[number])),
            )
            for number in range(world.people)
        )

    def posts(self, handle: str) -> tuple[str, ...]:
        """Ids of all posts that the handle ever made, in every world, deleted ones too, oldest first."""
        rows = self._store.connection.execute(
            "SELECT p.id FROM posts p JOIN accounts a ON a.id = p.account WHERE a.handle = ? ORDER BY p.n",
            (handle,),
        )
        return tuple(row[0] for row in rows)

    def exposures(self, post: str) -> tuple[Exposure, ...]:
        """Everybody who sees the post at some time, by time."""
        events = self._store.cascade(self._post(post))
        return tuple(
            Exposure(
                person=int(event["person"]),
                at=instant(int(event["at"])),
                generation=int(event["generation"]),
                cause=_cause(int(event["parent"])),
                shared_by=int(events["person"][event["parent"]]) if event["parent"] >= 0 else None,
            )
            for event in events[events["first"]]
        )

    def deeds(self, post: str) -> tuple[Deed, ...]:
        """Everything that is ever done with the post, by time."""
        return tuple(
            Deed(
                _KINDS[event["kind"]],
                int(event["person"]),
                instant(int(event["at"])),
                int(event["generation"]),
            )
            for event in self._store.cascade(self._post(post))
        )

    def followers(self, handle: str, at: datetime) -> frozenset[int]:
        """Who follows the handle (of the first world in which there is one)."""
        account = next(one for one in self._store.accounts() if one.handle == handle)
        milliseconds = int(at.timestamp() * 1000)
        size = self._store.world(account.seed).people
        following = self._store.follows(account, milliseconds).people(milliseconds, size)
        return frozenset(map(int, np.flatnonzero(following)))

    def generations(self, post: str) -> Mapping[int, int]:
        """How many people first saw the post in each generation."""
        found: dict[int, int] = {}
        for exposure in self.exposures(post):
            found[exposure.generation] = found.get(exposure.generation, 0) + 1
        return found

    def _post(self, id: str) -> Post:
        found = self._store.post(id)
        if found is None:
            raise LookupError(id)
        return found


def _cause(parent: int) -> str:
    if parent >= 0:
        return "share"
    return "following" if parent == behaviour.FROM_FOLLOWING else "discovery"
