"""The people of a simulated network: who they are, what they like, when they look, and whom they follow."""

import functools
import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from resonans.networks.sandbox import names
from resonans.networks.sandbox.chance import draws
from resonans.networks.sandbox.topics import TOPICS

type Ints = npt.NDArray[np.int32]
type Floats = npt.NDArray[np.float32]

PEOPLE = 4000
_FOLLOWED_AT_LEAST = 3
_ARRAYS = (
    "age",
    "place",
    "swedish",
    "first",
    "last",
    "interests",
    "habits",
    "weekend",
    "active",
    "talks",
    "starts",
    "follower",
)


@dataclass(frozen=True, slots=True)
class World:
    """One population. Row n of each array is person n; all of it follows from the seed."""

    seed: str
    age: Ints
    place: Ints
    """Index into `names.PLACES`."""
    swedish: npt.NDArray[np.bool_]
    """Whether they read and write Swedish; all read English."""
    first: Ints
    last: Ints
    interests: Floats
    """Unit vectors over `topics.TOPICS`."""
    habits: Floats
    """How much they look in each local hour, mean 1 over the day."""
    weekend: Floats
    """How much more they look on Saturdays and Sundays."""
    active: Floats
    """How much they look at all, median 1."""
    talks: Floats
    """How readily they comment and share, median 1."""
    starts: Ints
    """Where each person's followers begin in `follower`; one more than there are people."""
    follower: Ints

    @property
    def people(self) -> int:
        """How many there are."""
        return len(self.age)

    def followers_of(self, person: int) -> Ints:
        """Who sees what this person shares."""
        return self.follower[self.starts[person] : self.starts[person + 1]]

    def name(self, person: int) -> str:
        """Their name."""
        return names.name(int(self.first[person]), int(self.last[person]))

    def handle(self, person: int) -> str:
        """Their name on the network."""
        return names.handle(int(self.first[person]), int(self.last[person]), person)

    def audience(self, person: int) -> int:
        """How many people follow them."""
        return int(self.starts[person + 1] - self.starts[person])

    def to_bytes(self) -> bytes:
        """For the store: a kept world stays as it is, whatever a later numpy would draw."""
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, **{name: getattr(self, name) for name in _ARRAYS})
        return file.getvalue()


def from_bytes(seed: str, kept: bytes) -> World:
    """The world that was kept."""
    with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
        return World(seed=seed, **{name: arrays[name] for name in _ARRAYS})


@functools.lru_cache(maxsize=4)
def made(seed: str, people: int = PEOPLE) -> World:
    """The world of a seed."""
    chance = draws(seed, "people")
    age = np.clip(chance.gamma(7.0, 5.6, people) + 5, 16, 90).astype(np.int32)
    place = chance.choice(len(names.PLACES), people, p=[one.weight for one in names.PLACES]).astype(np.int32)
    home = np.array([one.zone == "Europe/Stockholm" for one in names.PLACES])[place]
    swedish = chance.random(people) < np.where(home, 0.93, 0.25)
    interests = chance.dirichlet(np.full(len(TOPICS), 0.35), people) + 0.02
    interests[:, TOPICS.index("coffee")] += 0.25 * chance.random(people)
    interests /= np.linalg.norm(interests, axis=1, keepdims=True)
    starts, follower = _graph(seed, interests)
    return World(
        seed=seed,
        age=age,
        place=place,
        swedish=swedish,
        first=chance.integers(0, len(names.FIRST), people).astype(np.int32),
        last=chance.integers(0, len(names.LAST), people).astype(np.int32),
        interests=interests.astype(np.float32),
        habits=_habits(seed, age),
        weekend=np.clip(chance.normal(1.05, 0.25, people), 0.4, 1.8).astype(np.float32),
        active=np.clip(chance.lognormal(0.0, 0.6, people), 0.1, 5.0).astype(np.float32),
        talks=np.clip(chance.lognormal(0.0, 0.8, people), 0.05, 8.0).astype(np.float32),
        starts=starts,
        follower=follower,
    )


def _habits(seed: str, age: Ints) -> Floats:
    """Three peaks a day (on the way to work, lunch, evening), later for the young, each person's own."""
    chance = draws(seed, "habits")
    hours = np.arange(24)
    late = np.clip((38 - age) / 14, -1.2, 1.8) + chance.normal(0, 0.7, len(age))
    total = np.full((len(age), 24), 0.12)
    for peak, wide, weight in ((7.4, 1.1, 0.8), (12.2, 0.9, 0.6), (20.3, 1.9, 1.3)):
        strength = weight * chance.gamma(2.5, 0.4, len(age))
        apart = np.abs(hours[None, :] + 0.5 - (peak + late)[:, None])
        apart = np.minimum(apart, 24 - apart)
        total += strength[:, None] * np.exp(-0.5 * (apart / wide) ** 2)
    total[:, 1:5] *= 0.25
    habits: Floats = (total / total.mean(axis=1, keepdims=True)).astype(np.float32)
    return habits


def _graph(seed: str, interests: npt.NDArray[np.float64]) -> tuple[Ints, Ints]:
    """Who follows whom: a few are followed by many, and people mostly follow those who like the same."""
    chance = draws(seed, "graph")
    people = len(interests)
    favourite = interests.argmax(axis=1)
    fame = chance.pareto(1.6, people) + 0.3
    follows = np.clip(chance.lognormal(2.6, 0.7, people), _FOLLOWED_AT_LEAST, 200).astype(np.int64)
    source = np.repeat(np.arange(people), follows)
    target = chance.choice(people, len(source), p=fame / fame.sum())
    alike = chance.random(len(source)) < 0.6
    for topic in np.unique(favourite):
        members = np.flatnonzero(favourite == topic)
        mine = np.flatnonzero(alike & (favourite[source] == topic))
        target[mine] = chance.choice(members, len(mine), p=fame[members] / fame[members].sum())
    pairs = np.unique(np.stack([target, source], axis=1)[target != source], axis=0)
    starts = np.searchsorted(pairs[:, 0], np.arange(people + 1)).astype(np.int32)
    return starts, pairs[:, 1].astype(np.int32)
