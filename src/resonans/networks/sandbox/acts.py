"""Deeds that are ordered: some person does something now that was not drawn when the post was born."""

from dataclasses import dataclass

import numpy as np

from resonans.networks.sandbox.behaviour import COMMENT, EVENT, FROM_DISCOVERY, REACTION, SHARE, VIEW, Cascade
from resonans.networks.sandbox.following import CANDIDATE
from resonans.networks.sandbox.store import Account, Store
from resonans.networks.sandbox.wire import Refusal

_KINDS = {"like": REACTION, "comment": COMMENT, "share": SHARE}


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be done: like, comment, share, follow or mention."""

    act: str
    post: str = ""
    text: str = ""


def act(store: Store, account: Account, ordered: Act, at: int) -> None:
    """Let a person who had nothing to do with it yet do it; the past stays as it was told."""
    with store.writing() as connection:
        if ordered.act == "follow":
            _follow(store, account, at)
        elif ordered.act == "mention":
            connection.execute(
                "INSERT INTO mentions (account, person, at_ms, text) VALUES (?, ?, ?, ?)",
                (account.id, 0, at, ordered.text or f"@{account.handle}"),
            )
        elif ordered.act in _KINDS:
            _with_post(store, account, ordered, at)
        else:
            raise Refusal(400, "bad_act", "A person can like, comment, share, follow and mention.")


def _follow(store: Store, account: Account, at: int) -> None:
    size = store.world(account.seed).people
    known = store.follows(account, at).events["person"]
    row = np.zeros(1, CANDIDATE)
    row["at"], row["person"], row["follows"] = at, _somebody(known.tolist(), size), True
    store.add_candidates(account.id, "", row)


def _with_post(store: Store, account: Account, ordered: Act, at: int) -> None:
    post = store.post(ordered.post)
    if post is None or post.account != account.id or not post.exists(at):
        raise Refusal(404, "not_found", "There is no such post.")
    events = store.cascade(post)
    person = _somebody(events["person"].tolist(), store.world(account.seed).people)
    added = np.zeros(2, EVENT)
    added["at"], added["person"], added["parent"] = at, person, FROM_DISCOVERY
    added["kind"], added["first"] = [VIEW, _KINDS[ordered.act]], [True, False]
    if ordered.act == "comment":
        store.connection.execute("INSERT INTO said VALUES (?, ?, ?)", (post.id, person, ordered.text or "…"))
    store.rewrite(post, _merged(events, added))


def _merged(events: Cascade, added: Cascade) -> Cascade:
    """Both by time, causes renumbered to match."""
    every = np.concatenate([events, added])
    order = np.argsort(every["at"], kind="stable")
    place = np.empty(len(every), np.int64)
    place[order] = np.arange(len(every))
    caused = every["parent"] >= 0
    every["parent"][caused] = place[every["parent"][caused]]
    merged: Cascade = every[order]
    return merged


def _somebody(busy: list[int], size: int) -> int:
    taken = set(busy)
    free = next((person for person in range(size) if person not in taken), None)
    if free is None:
        raise Refusal(409, "nobody_left", "Everybody has had to do with this already.")
    return free
