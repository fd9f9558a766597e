"""What has happened until a moment: the numbers and the people behind them, as the network tells them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from resonans.networks.sandbox import behaviour, topics
from resonans.networks.sandbox.behaviour import CLICK, COMMENT, REACTION, SAVE, SHARE, VIEW, Cascade
from resonans.networks.sandbox.remarks import remark
from resonans.networks.sandbox.store import Account, Post, Store

LONGEST_MS = behaviour.LONGEST_MS
"""After this long nothing happens to a post by itself any more."""

NAMES = {REACTION: "reaction", COMMENT: "comment", SHARE: "share"}
"""Kinds that people are told of one by one."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that somebody did."""

    id: str
    kind: str
    at: int
    who: Mapping[str, object]
    post: str = ""
    comment: str = ""
    text: str = ""
    language: str = ""


type Purges = tuple[tuple[int, float], ...]


def kept(store: Store, post: Post, at: int, purges: Purges) -> Cascade:
    """The post's events until `at`, without reactions that the network has removed since."""
    events = store.cascade(post)
    events = events[: int(np.searchsorted(events["at"], at, side="right"))]
    for purged_at, share in purges:
        events = events[~_purged(events, purged_at, share)]
    return events


def _purged(events: Cascade, purged_at: int, share: float) -> npt.NDArray[np.bool_]:
    """Reactions before the purge, by the same people everywhere."""
    drawn = (events["person"].astype(np.int64) * 2654435761 + purged_at) % 1000
    chosen: npt.NDArray[np.bool_] = (
        (events["kind"] == REACTION) & (events["at"] <= purged_at) & (drawn < share * 1000)
    )
    return chosen


def counts(store: Store, post: Post, at: int) -> dict[str, int]:
    """The post's numbers at `at`: sums of its own events, and of what accounts answered and quoted."""
    return counts_of(store, (post,), at)[0]


def counts_of(store: Store, posts: Sequence[Post], at: int) -> list[dict[str, int]]:
    """The same for many posts of one account."""
    if not posts:
        return []
    purges = store.purges(posts[0].account, at)
    ids = [post.id for post in posts]
    answers = Counter(one.root for one in store.answers(ids) if one.is_there(at))
    quotes = Counter(one.quote for one in store.quotes(ids) if one.is_there(at))
    return [_counts(kept(store, post, at, purges), answers[post.id], quotes[post.id]) for post in posts]


def _counts(events: Cascade, answers: int, quotes: int) -> dict[str, int]:
    kinds = np.bincount(events["kind"], minlength=8)
    return {
        "impressions": int(kinds[VIEW]),
        "reach": int(np.count_nonzero(events["first"])),
        "reactions": int(kinds[REACTION]),
        "comments": int(kinds[COMMENT]) + answers,
        "shares": int(kinds[SHARE]) + quotes,
        "saves": int(kinds[SAVE]),
        "clicks": int(kinds[CLICK]),
    }


def profile(store: Store, account: Account, at: int) -> dict[str, object]:
    """The account at `at`."""
    return {
        "id": account.id,
        "handle": account.handle,
        "name": account.name,
        "followers": store.follows(account, at).count(at),
        "following": 0,
        "posts": store.count_posts(account.id, at),
    }


def told(
    store: Store, account: Account, post: Post, span: tuple[int, int], purges: Purges | None = None
) -> Iterator[Told]:
    """What people did with a post in (since, until]: reactions, comments and shares, oldest first.

    `span` is (since, until); `purges` the account's until then, where the caller knows them.
    """
    since, until = span
    events = kept(store, post, until, store.purges(account.id, until) if purges is None else purges)
    begin = int(np.searchsorted(events["at"], since, side="right"))
    chosen = begin + np.flatnonzero(np.isin(events["kind"][begin:], list(NAMES)))
    if not len(chosen):
        return
    rank = (events["kind"] == COMMENT).cumsum()
    people = store.world(account.seed)
    topic = int(topics.about(post.text).argmax())
    swedish = topics.language(post.text) == "sv"
    ordered = store.said(post.id)
    for index in chosen:
        person, kind = int(events["person"][index]), int(events["kind"][index])
        id = f"{post.id}/{NAMES[kind]}/{person}"
        speaks = bool(people.swedish[person]) and swedish
        words = ""
        if kind == COMMENT:
            words = ordered.get(person) or remark(post.n, int(rank[index]), topic, swedish=speaks)
        yield Told(
            id=id,
            kind=NAMES[kind],
            at=int(events["at"][index]),
            who=person_as_shown(store, account.seed, person),
            post=post.id,
            comment=id if kind != REACTION else "",
            text=words,
            language=topics.language(words) if words else "",
        )


def person_as_shown(store: Store, seed: str, person: int) -> dict[str, object]:
    """A simulated person as the network shows them."""
    people = store.world(seed)
    return {
        "id": f"{seed}:{person}",
        "handle": people.handle(person),
        "name": people.name(person),
        "followers": people.audience(person),
    }


def spoken(store: Store, account: Account, since: int, until: int) -> Iterator[Told]:
    """What accounts said in (since, until] to this one: replies to its posts, and posts that name it."""
    seen: set[str] = set()
    for post in store.spoken_to(account, since, until):
        if not post.is_there(until) or post.account == account.id or post.id in seen:
            continue
        seen.add(post.id)
        speaker = store.account(post.account)
        mine = post.reply_to.startswith(f"{account.id}.")
        if speaker is not None:
            yield said(store, speaker, post, post.reply_to.partition("/")[0] if mine else "", until)


def said(store: Store, speaker: Account, post: Post, concerning: str, at: int) -> Told:
    """What an account said below a post, or about one where it concerns none ("")."""
    return Told(
        id=f"{post.id}/said",
        kind="comment" if concerning else "mention",
        at=post.created_ms,
        who=profile(store, speaker, at),
        post=concerning,
        comment=post.id,
        text=post.text,
        language=topics.language(post.text),
    )


def mentioned(store: Store, account: Account, since: int, until: int) -> Iterator[Told]:
    """Where people named the account in (since, until] of their own accord."""
    for n, person, at, text in store.mentions(account.id, since, until):
        id = f"{account.id}/mention/{n}"
        who = person_as_shown(store, account.seed, person)
        yield Told(id, "mention", at, who, comment=id, text=text, language=topics.language(text))


def came_and_went(store: Store, account: Account, since: int, until: int) -> Iterator[Told]:
    """Who followed and who left in (since, until], oldest first."""
    events = store.follows(account, until).events
    begin, end = np.searchsorted(events["at"], [since, until], side="right")
    for event in events[int(begin) : int(end)]:
        kind, at, person = (
            "follow" if event["follows"] else "unfollow",
            int(event["at"]),
            int(event["person"]),
        )
        yield Told(
            id=f"{account.id}/{kind}/{person}/{at}",
            kind=kind,
            at=at,
            who=person_as_shown(store, account.seed, person),
        )


def notices(store: Store, account: Account, since: int, until: int) -> list[Told]:
    """All that others did in (since, until] that concerns the account, newest first."""
    found = list(came_and_went(store, account, since, until))
    purges = store.purges(account.id, until)
    for post in store.posts(account.id, since=since - LONGEST_MS, until=until):
        if post.visible_ms <= until:
            found.extend(told(store, account, post, (since, until), purges))
    found.extend(spoken(store, account, since, until))
    found.extend(mentioned(store, account, since, until))
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)
