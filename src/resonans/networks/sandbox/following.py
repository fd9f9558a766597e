"""Who follows an account when.

The store holds candidates: somebody follows, somebody leaves. A candidate that changes nothing (a follower
follows) has no effect. Candidates of ordinary days are drawn in stretches of four weeks without regard to
who follows then, so that it does not matter when anybody asks.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from resonans.networks.sandbox.chance import draws
from resonans.networks.sandbox.topics import Weights
from resonans.networks.sandbox.world import World

STRETCH_MS = 28 * 24 * 3_600_000

CANDIDATE = np.dtype([("at", "<i8"), ("person", "<i4"), ("follows", "?")])
type Candidates = npt.NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Follows:
    """Effective changes by time."""

    events: Candidates
    total: npt.NDArray[np.int64]
    """Followers after each change."""

    def count(self, at: int) -> int:
        """How many follow at `at` (Unix milliseconds)."""
        index = int(np.searchsorted(self.events["at"], at, side="right"))
        return int(self.total[index - 1]) if index else 0

    def people(self, at: int, size: int) -> npt.NDArray[np.bool_]:
        """Who follows at `at`, by person."""
        until = self.events[: int(np.searchsorted(self.events["at"], at, side="right"))]
        following = np.zeros(size, bool)
        following[until["person"]] = until["follows"]
        return following


NOBODY = Follows(np.zeros(0, CANDIDATE), np.zeros(0, np.int64))


def effective(candidates: Candidates) -> Follows:
    """Leave out the candidates that change nothing. Nobody follows before the first."""
    order = np.lexsort((candidates["at"], candidates["person"]))
    rows = candidates[order]
    before = np.zeros(len(rows), bool)
    same = rows["person"][1:] == rows["person"][:-1]
    before[1:] = np.where(same, rows["follows"][:-1], False)
    changes = rows[rows["follows"] != before]
    events = changes[np.argsort(changes["at"], kind="stable")]
    return Follows(events, np.where(events["follows"], 1, -1).cumsum())


def first_followers(world: World, account: str, topics: Weights, at: int) -> Candidates:
    """The audience with which an account begins: those who care for its topics, some hundreds."""
    chance = draws(world.seed, "first followers", account)
    care = _care(world, topics)
    share = np.clip(chance.lognormal(-1.75, 0.18), 0.08, 0.35)
    likely = np.clip(care**2 * share / (care**2).mean(), 0, 0.9)
    people = np.flatnonzero(chance.random(world.people) < likely)
    found = np.zeros(len(people), CANDIDATE)
    found["at"], found["person"], found["follows"] = at, people, True
    return found


def stretch(world: World, account: str, topics: Weights, begin: int, number: int) -> Candidates:
    """Those who come and go of their own accord in stretch `number` of an account that began at `begin`."""
    chance = draws(world.seed, "ordinary days", account, str(number))
    care = _care(world, topics)
    pull = draws(world.seed, "pull", account).lognormal(0.0, 0.25)
    comes = chance.poisson(28 * 1.1 * pull)
    goes = chance.poisson(28 * 0.00042 * world.people)
    found = np.zeros(comes + goes, CANDIDATE)
    found["person"][:comes] = chance.choice(world.people, comes, p=care**2 / (care**2).sum())
    found["person"][comes:] = chance.integers(0, world.people, goes)
    found["follows"][:comes] = True
    days = chance.integers(0, 28, comes + goes) * 24.0
    hours = np.clip(chance.normal(16.0, 4.0, comes + goes), 0, 23.99)
    found["at"] = begin + number * STRETCH_MS + ((days + hours) * 3_600_000).astype(np.int64)
    return found[np.argsort(found["at"], kind="stable")]


def _care(world: World, topics: Weights) -> npt.NDArray[np.float64]:
    care: npt.NDArray[np.float64] = (world.interests @ topics.astype(np.float32)).astype(np.float64)
    return care
