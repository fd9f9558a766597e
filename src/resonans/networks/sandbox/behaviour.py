"""Who sees a post, and what they do then: one cascade, drawn whole when the post appears.

All that will ever happen to a post is drawn at its birth and kept; asking later only shows what has happened
by then. So answers about the past never change, and asking seldom or often makes no difference.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from resonans.networks.sandbox import names
from resonans.networks.sandbox.topics import Content
from resonans.networks.sandbox.world import World

VIEW, REACTION, COMMENT, SHARE, SAVE, CLICK, FOLLOW, LEAVE = range(8)
"""Kinds of events in a cascade."""

FROM_FOLLOWING = -1
"""Parent of an exposure that came from following the account."""
FROM_DISCOVERY = -2
"""Parent of an exposure that came from a search or a topic."""

EVENT = np.dtype(
    [
        ("at", "<i8"),
        ("kind", "<i1"),
        ("person", "<i4"),
        ("parent", "<i4"),
        ("generation", "<i2"),
        ("first", "?"),
    ]
)
"""One event. `at`: Unix milliseconds; `parent`: index of the share that showed it, or FROM_…; `generation`:
0 where no share lay between; `first`: this person's first view; `words`: a number from which a comment's text
follows."""

type Cascade = npt.NDArray[np.void]
"""Events of one post, by time."""

HOUR_MS = 3_600_000
_HOURS = 48
LONGEST_MS = 40 * 24 * HOUR_MS
_GENERATIONS = 7
_DECAY = np.exp(-np.arange(_HOURS) / 4.0)
_FEED = 0.09
"""How likely an hour of usual looking shows a fresh post of somebody one follows."""
_SHARED_FEED = 0.045
_LATE = 0.05


@dataclass(frozen=True, slots=True)
class Moment:
    """The circumstances of a post."""

    at: int
    """Unix milliseconds."""
    followers: npt.NDArray[np.bool_]
    """Who follows the account then, by person."""
    recent_posts: int
    """The account's posts in the 24 hours before: too many are shown less and cost followers."""


@dataclass(slots=True)
class _Seen:
    """Exposures of one generation, row by row."""

    person: npt.NDArray[np.int64]
    at: npt.NDArray[np.int64]
    parent: npt.NDArray[np.int64]
    generation: int

    def __len__(self) -> int:
        return len(self.person)


class _Log:
    """Events in the order of drawing; put in the order of time at the end."""

    def __init__(self) -> None:
        self.parts: list[Cascade] = []
        self.length = 0

    def add(
        self,
        kind: int,
        seen: _Seen,
        rows: npt.NDArray[np.int64],
        at: npt.NDArray[np.int64],
        *,
        first: bool = False,
    ) -> npt.NDArray[np.int64]:
        """Note `kind` for these rows of `seen`; returns the events' indices."""
        part = np.zeros(len(rows), EVENT)
        part["at"], part["kind"], part["person"] = at, kind, seen.person[rows]
        part["parent"], part["generation"], part["first"] = seen.parent[rows], seen.generation, first
        self.parts.append(part)
        indices = np.arange(self.length, self.length + len(rows))
        self.length += len(rows)
        return indices

    def times(self, indices: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """When these events happen."""
        every: npt.NDArray[np.int64] = np.concatenate([part["at"] for part in self.parts])[indices]
        return every

    def by_time(self) -> Cascade:
        """All events by time, parents renumbered to match."""
        events = np.concatenate(self.parts) if self.parts else np.zeros(0, EVENT)
        order = np.argsort(events["at"], kind="stable")
        place = np.empty(len(events), np.int64)
        place[order] = np.arange(len(events))
        caused = events["parent"] >= 0
        events["parent"][caused] = place[events["parent"][caused]]
        sorted_events: Cascade = events[order]
        return sorted_events


def live(world: World, content: Content, moment: Moment, chance: np.random.Generator) -> Cascade:
    """All that will happen to the post."""
    life = _Life(world, content, moment, chance)
    exposed = np.zeros(world.people, bool)
    seen = life.first_exposures()
    while len(seen):
        exposed[seen.person] = True
        shares = life.act(seen)
        if seen.generation + 1 >= _GENERATIONS:
            break
        seen = life.shown_by(seen, shares, exposed)
    return life.log.by_time()


def _match(world: World, content: Content) -> npt.NDArray[np.float64]:
    """How much each person cares for this post, 0 to about 1; what one cannot read matters little."""
    match = (world.interests @ content.topics.astype(np.float32)).astype(np.float64)
    if content.language == "sv":
        return np.where(world.swedish, match, 0.15 * match)
    return np.where(world.swedish, 0.85 * match, match)


@dataclass(frozen=True, slots=True)
class _Shares:
    """Rows of a generation that shared, and their events' indices."""

    rows: npt.NDArray[np.int64]
    indices: npt.NDArray[np.int64]


class _Life:
    """One post among one people."""

    def __init__(self, world: World, content: Content, moment: Moment, chance: np.random.Generator) -> None:
        self.world = world
        self.content = content
        self.moment = moment
        self.chance = chance
        self.match = _match(world, content)
        self.log = _Log()
        self.spark = float(chance.lognormal(0.0, 0.7))
        """What makes one post go round and another not, whatever it says."""

    def first_exposures(self) -> _Seen:
        """Followers in their feed, and a few strangers who find the post by its topic."""
        content, moment = self.content, self.moment
        followers = np.flatnonzero(moment.followers)
        crowded = 1.0 / (1.0 + 0.5 * max(0, moment.recent_posts - 2))
        form = 1.0 + 0.25 * min(content.images, 2) - (0.2 if content.link and not content.images else 0.0)
        base = _FEED * crowded * form * (0.35 + 1.3 * self.match[followers]) * (0.1 if content.reply else 1.0)
        person, at = self._look(followers, np.full(len(followers), moment.at, np.int64), base)
        strangers = np.flatnonzero(~moment.followers)
        finds = 0.0 if content.reply else 0.012 * (1.0 + 0.4 * min(content.hashtags, 5))
        found = strangers[self.chance.random(len(strangers)) < finds * self.match[strangers]]
        start = np.full(len(found), moment.at, np.int64)
        found, found_at = self._look(found, start, np.full(len(found), 0.3))
        how = [np.full(len(person), FROM_FOLLOWING), np.full(len(found), FROM_DISCOVERY)]
        return _Seen(np.concatenate([person, found]), np.concatenate([at, found_at]), np.concatenate(how), 0)

    def _look(
        self, people: npt.NDArray[np.int64], start: npt.NDArray[np.int64], base: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Which of `people` see what lies in their feed from `start` on, and when.

        Each hour they see it with a chance that follows their habits and falls with the post's age.
        """
        if not len(people):
            return people, start
        world, chance = self.world, self.chance
        total = _chance_by_hour(world, people, start, base)
        drawn = chance.exponential(1.0, len(people))
        sees = drawn < total[:, -1]
        step = (total < drawn[:, None]).sum(axis=1)
        at = start + ((step + chance.random(len(people))) * HOUR_MS).astype(np.int64)
        late = ~sees & (chance.random(len(people)) < _LATE * np.minimum(world.active[people], 1.0))
        days_later = 2.0 + chance.exponential(6.0, len(people))
        at = np.where(late, start + (days_later * 24 * HOUR_MS).astype(np.int64), at)
        rows = np.flatnonzero((sees | late) & (at - start < LONGEST_MS))
        return people[rows], at[rows] + 1000

    def act(self, seen: _Seen) -> _Shares:
        """Note what those who see the post do; returns who shared it."""
        content, chance, log = self.content, self.chance, self.log
        rows = np.arange(len(seen))
        care, talks = self.match[seen.person], self.world.talks[seen.person]
        follows = self.moment.followers[seen.person]
        log.add(VIEW, seen, rows, seen.at, first=True)
        again = np.repeat(rows, chance.poisson(0.18 + 0.25 * care))
        log.add(VIEW, seen, again, seen.at[again] + _wait(chance, len(again), 3 * HOUR_MS))

        def some(kind: int, likely: npt.NDArray[np.float64], mean_s: float) -> _Shares:
            chosen = np.flatnonzero(chance.random(len(rows)) < likely)
            at = seen.at[chosen] + _wait(chance, len(chosen), mean_s * 1000)
            return _Shares(chosen, log.add(kind, seen, chosen, at))

        picture = 1.0 + 0.35 * min(content.images, 2)
        asks = (1.9 if content.question else 1.0) * (1.7 if content.poll else 1.0)
        offers = 1.0 + 0.8 * float(content.topics[-2:].sum())
        some(REACTION, np.clip((0.012 + 0.17 * care**1.5) * picture, 0, 0.7), 40)
        some(COMMENT, np.clip((0.001 + 0.012 * care) * asks * talks, 0, 0.4), 240)
        warm = (0.001 + 0.015 * care**1.5) * picture * offers * talks * self.spark * 0.85**seen.generation
        shares = some(SHARE, np.clip(warm, 0, 0.3), 90)
        some(SAVE, (0.001 + 0.016 * care) * (1.8 if content.link else 1.0), 60)
        some(CLICK, (0.02 + 0.09 * care) * (1.0 if content.link else 0.0), 30)
        some(FOLLOW, np.where(follows, 0.0, 0.004 + 0.05 * care**2), 120)
        tired = 1.0 + 1.5 * max(0, self.moment.recent_posts - 2)
        some(LEAVE, np.where(follows, 0.0022 * tired * (1.0 - np.clip(care, 0, 1)), 0.0), 60)
        return shares

    def shown_by(self, seen: _Seen, shares: _Shares, exposed: npt.NDArray[np.bool_]) -> _Seen:
        """Followers of those who shared, new to the post; the earliest share to show it is its parent."""
        by = [self.world.followers_of(int(seen.person[row])).astype(np.int64) for row in shares.rows]
        sizes = [len(theirs) for theirs in by]
        if not sum(sizes):
            nobody = np.zeros(0, np.int64)
            return _Seen(nobody, nobody, nobody, seen.generation + 1)
        people = np.concatenate(by)
        start = np.repeat(self.log.times(shares.indices), sizes)
        parent = np.repeat(shares.indices, sizes)
        order = np.lexsort((parent, start))
        order = order[~exposed[people[order]]]
        _, firsts = np.unique(people[order], return_index=True)
        rows = order[np.sort(firsts)]
        by_person = np.full(self.world.people, -1, np.int64)
        by_person[people[rows]] = parent[rows]
        person, at = self._look(people[rows], start[rows], np.full(len(rows), _SHARED_FEED))
        return _Seen(person, at, by_person[person], seen.generation + 1)


def _chance_by_hour(
    world: World,
    people: npt.NDArray[np.int64],
    start: npt.NDArray[np.int64],
    base: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Cumulated rate of seeing, one row a person, one column an hour since `start`."""
    hour, weekday = _local(world, people, start)
    since_midnight = hour.astype(np.int64)[:, None] + np.arange(_HOURS)[None, :]
    days = (weekday[:, None] + since_midnight // 24) % 7
    rate = np.take_along_axis(world.habits[people], since_midnight % 24, axis=1) * _DECAY[None, :]
    rate = np.where(days >= 5, rate * world.weekend[people][:, None], rate)
    total: npt.NDArray[np.float64] = (rate * (base * world.active[people])[:, None]).cumsum(axis=1)
    return total


def _local(
    world: World, people: npt.NDArray[np.int64], at: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Local hour (with its fraction) and weekday (Monday 0) of each person at each time."""
    begin = datetime.fromtimestamp(int(at.min()) / 1000, UTC)
    away = [
        (begin.astimezone(ZoneInfo(place.zone)).utcoffset() or timedelta()) / timedelta(milliseconds=1)
        for place in names.PLACES
    ]
    local = at + np.array(away, np.int64)[world.place[people]]
    return (local % (24 * HOUR_MS)) / HOUR_MS, (local // (24 * HOUR_MS) + 3) % 7


def _wait(chance: np.random.Generator, count: int, mean_ms: float) -> npt.NDArray[np.int64]:
    """Milliseconds until somebody does what they are going to do."""
    return 1000 + chance.exponential(mean_ms, count).astype(np.int64)
