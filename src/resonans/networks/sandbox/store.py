"""The simulated network's own memory: one SQLite file, shared by any number of processes.

What a call answers with success is committed before the answer leaves.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from resonans.networks.sandbox import behaviour, following, topics
from resonans.networks.sandbox.behaviour import EVENT, Cascade
from resonans.networks.sandbox.chance import digits, draws
from resonans.networks.sandbox.database import Database
from resonans.networks.sandbox.world import World, from_bytes, made

_REMEMBERED = 3000

type Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the simulated network."""

    id: str
    seed: str
    handle: str
    name: str
    created_ms: int
    about: topics.Weights
    style: Mapping[str, int | float | str | bool | None]


@dataclass(frozen=True, slots=True)
class Post:
    """A post without what happens to it."""

    n: int
    id: str
    account: str
    created_ms: int
    visible_ms: int
    live_ms: int
    deleted_ms: int | None
    text: str
    body: Json
    reply_to: str
    root: str
    quote: str
    edition: int
    """Grows when somebody does something that was not drawn at the post's birth."""

    def exists(self, at: int) -> bool:
        """Whether it is there for its owner at `at`, hidden or not."""
        return self.created_ms <= at and (self.deleted_ms is None or at < self.deleted_ms)

    def is_there(self, at: int) -> bool:
        """Whether the network shows it at `at`."""
        return self.visible_ms <= at and self.exists(at)


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that is about to appear."""

    text: str
    body: Json
    key: str | None
    created_ms: int
    visible_ms: int
    live_ms: int
    reply_to: str = ""
    root: str = ""
    quote: str = ""


_POST = (
    "n, id, account, created_ms, visible_ms, live_ms, deleted_ms, text, body, reply_to, root, quote, edition"
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What this process has read of an account's followers."""

    epoch: int
    newest: int
    candidates: following.Candidates
    follows: following.Follows


def _post(row: tuple[object, ...]) -> Post:
    values = list(row)
    values[8] = json.loads(str(row[8]))
    return Post(*values)  # type: ignore[arg-type]  # sqlite3 gives untyped rows


class Store(Database):
    """What the network knows."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._cascades: dict[tuple[str, int | None, int], Cascade] = {}
        self._worlds: dict[str, World] = {}
        self._follows: dict[str, _Known] = {}

    # People and accounts

    def world(self, seed: str) -> World:
        """The people of a seed, made when first asked for and kept from then on."""
        if seed not in self._worlds:
            self._worlds[seed] = self._load_world(seed)
        return self._worlds[seed]

    def _load_world(self, seed: str) -> World:
        row = self.connection.execute("SELECT people FROM worlds WHERE seed = ?", (seed,)).fetchone()
        if row is not None:
            return from_bytes(seed, row[0])
        people = made(seed)
        with self.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO worlds VALUES (?, ?)", (seed, people.to_bytes()))
        return people

    def account(self, id: str) -> Account | None:
        """By its id."""
        return self._account("id = ?", (id,))

    def accounts(self) -> tuple[Account, ...]:
        """All, in the order of their ids."""
        rows = self.connection.execute("SELECT id FROM accounts ORDER BY id").fetchall()
        return tuple(found for (id,) in rows if (found := self.account(id)) is not None)

    def _account(self, where: str, values: tuple[str, ...]) -> Account | None:
        row = self.connection.execute(
            f"SELECT id, seed, handle, name, created_ms, topics, style FROM accounts WHERE {where}", values
        ).fetchone()
        if row is None:
            return None
        id, seed, handle, name, created_ms, about, style = row
        return Account(id, seed, handle, name, created_ms, np.array(json.loads(about)), json.loads(style))

    def open_account(self, seed: str, handle: str, name: str, at: int) -> Account:
        """The account of that name in that world; made, with its first followers, where there is none."""
        found = self._account("seed = ? AND handle = ?", (seed, handle))
        if found is not None:
            return found
        people = self.world(seed)
        id = digits(10, "account", seed, handle)
        weights = topics.about(f"{handle} {name}")
        with self.writing() as connection:
            added = connection.execute(
                "INSERT OR IGNORE INTO accounts (id, seed, handle, name, created_ms, topics)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (id, seed, handle, name, at, json.dumps(weights.tolist())),
            )
            if added.rowcount:
                self.add_candidates(id, "", following.first_followers(people, id, weights, at))
        opened = self.account(id)
        assert opened is not None  # noqa: S101  (it was written or found a line above)
        return opened

    def restyle(self, account: str, style: Mapping[str, object]) -> None:
        """Let the account's posts be delivered in another manner from now on."""
        with self.writing() as connection:
            connection.execute("UPDATE accounts SET style = ? WHERE id = ?", (json.dumps(style), account))

    # Followers

    def follows(self, account: Account, at: int) -> following.Follows:
        """Who follows the account, known at least until `at`."""
        self._draw_stretches(account, at)
        epoch = self.connection.execute("SELECT epoch FROM accounts WHERE id = ?", (account.id,)).fetchone()[
            0
        ]
        known = self._follows.get(account.id)
        if known is None or known.epoch != epoch:
            known = _Known(epoch, 0, np.zeros(0, following.CANDIDATE), following.NOBODY)
        rows = self.connection.execute(
            "SELECT n, rows FROM candidates WHERE account = ? AND n > ? ORDER BY n",
            (account.id, known.newest),
        ).fetchall()
        if not rows:
            return known.follows
        parts = [known.candidates, *(np.frombuffer(blob, following.CANDIDATE) for _, blob in rows)]
        every = np.concatenate(parts)
        found = following.effective(every)
        self._follows[account.id] = _Known(epoch, rows[-1][0], every, found)
        return found

    def _one(self, question: str, account: str) -> int:
        return int(self.connection.execute(question, (account,)).fetchone()[0])

    def _draw_stretches(self, account: Account, at: int) -> None:
        wanted = max(0, at - account.created_ms) // following.STRETCH_MS + 1
        have = self._one("SELECT stretches FROM accounts WHERE id = ?", account.id)
        if have >= wanted:
            return
        people = self.world(account.seed)
        with self.writing() as connection:
            have = self._one("SELECT stretches FROM accounts WHERE id = ?", account.id)
            for number in range(have, wanted):
                drawn = following.stretch(people, account.id, account.about, account.created_ms, number)
                self.add_candidates(account.id, "", drawn)
            connection.execute(
                "UPDATE accounts SET stretches = ? WHERE id = ?", (max(have, wanted), account.id)
            )

    def add_candidates(self, account: str, post: str, rows: following.Candidates) -> None:
        """Keep who will follow or leave, because of a post or ("") of their own accord."""
        if len(rows):
            self.connection.execute(
                "INSERT INTO candidates (account, post, at_ms, rows) VALUES (?, ?, ?, ?)",
                (account, post, int(rows["at"].min()), rows.tobytes()),
            )

    # Posts

    def add_post(self, account: Account, new: NewPost) -> Post:
        """Commit a post with all that will happen to it. Inside `writing`."""
        people = self.world(account.seed)
        with self.writing() as connection:
            number = connection.execute(
                "UPDATE accounts SET posts = posts + 1 WHERE id = ? RETURNING posts", (account.id,)
            ).fetchone()[0]
            id = f"{account.id}.{number}"
            quiet = bool(account.style.get("quiet"))
            events = np.zeros(0, EVENT) if quiet else self._draw(people, account, id, new)
            connection.execute(
                "INSERT INTO posts (id, account, key, created_ms, visible_ms, live_ms, text, body, reply_to,"
                " root, quote, cascade) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(id, account.id, new.key, new.created_ms, new.visible_ms, new.live_ms, new.text),
                    *(json.dumps(new.body), new.reply_to, new.root, new.quote, events.tobytes()),
                ),
            )
            self.add_candidates(account.id, id, _candidates(events))
        added = self.post(id)
        assert added is not None  # noqa: S101  (it was written a line above)
        return added

    def _draw(self, people: World, account: Account, id: str, new: NewPost) -> Cascade:
        day_before = new.live_ms - 24 * behaviour.HOUR_MS
        recent = self.connection.execute(
            "SELECT count(*) FROM posts WHERE account = ? AND reply_to = '' AND created_ms BETWEEN ? AND ?",
            (account.id, day_before, new.live_ms),
        ).fetchone()[0]
        followers = self.follows(account, new.live_ms).people(new.live_ms, people.people)
        images = new.body.get("media")
        read = topics.content(
            new.text,
            lang=str(new.body.get("language", "")),
            images=len(images) if isinstance(images, list) else 0,
            link=bool(new.body.get("link")),
            poll=bool(new.body.get("poll")),
            reply=bool(new.reply_to),
        )
        moment = behaviour.Moment(new.live_ms, followers, int(recent))
        return behaviour.live(people, read, moment, draws(account.seed, "cascade", id))

    def post(self, id: str) -> Post | None:
        """By its id, whether it can be seen or not."""
        found = self._posts("id = ?", (id,))
        return found[0] if found else None

    def post_by_key(self, account: str, key: str) -> Post | None:
        """The post that a key made."""
        found = self._posts("account = ? AND key = ?", (account, key))
        return found[0] if found else None

    def posts(self, account: str, *, since: int = 0, until: int) -> tuple[Post, ...]:
        """The account's posts made in a time, oldest first, deleted and hidden ones too."""
        return self._posts(
            "account = ? AND created_ms BETWEEN ? AND ? ORDER BY created_ms, n", (account, since, until)
        )

    def posts_named(self, ids: Sequence[str]) -> dict[str, Post]:
        """Those of the posts that there are, by id."""
        return {post.id: post for post in self._posts(f"id IN ({_marks(ids)})", tuple(ids))}

    def count_posts(self, account: str, at: int) -> int:
        """How many of the account's posts can be seen at `at`."""
        row = self.connection.execute(
            "SELECT count(*) FROM posts WHERE account = ? AND created_ms <= ? AND visible_ms <= ?"
            " AND (deleted_ms IS NULL OR deleted_ms > ?)",
            (account, at, at, at),
        ).fetchone()
        return int(row[0])

    def answers(self, posts: Sequence[str]) -> tuple[Post, ...]:
        """Posts of accounts below these posts, deleted ones too."""
        return self._posts(f"root != '' AND root IN ({_marks(posts)}) ORDER BY n", tuple(posts))

    def quotes(self, posts: Sequence[str]) -> tuple[Post, ...]:
        """Posts of accounts that quote these posts, deleted ones too."""
        return self._posts(f"quote != '' AND quote IN ({_marks(posts)}) ORDER BY n", tuple(posts))

    def spoken_to(self, account: Account, since: int, until: int) -> tuple[Post, ...]:
        """Posts of (since, until] that reply to the account's posts or name it."""
        return self._posts(
            "created_ms > ? AND created_ms <= ?"
            " AND (instr(reply_to, ?) = 1 OR instr(lower(text), ?)) ORDER BY n",
            (since, until, f"{account.id}.", f"@{account.handle.lower()}"),
        )

    def _posts(self, where: str, values: tuple[str | int, ...]) -> tuple[Post, ...]:
        rows = self.connection.execute(f"SELECT {_POST} FROM posts WHERE {where}", values)
        return tuple(_post(row) for row in rows)

    def cascade(self, post: Post) -> Cascade:
        """All that happens to the post, past and to come, by time."""
        known = self._cascades.get((post.id, post.deleted_ms, post.edition))
        if known is not None:
            return known
        row = self.connection.execute("SELECT cascade FROM posts WHERE id = ?", (post.id,)).fetchone()
        events: Cascade = np.frombuffer(row[0], EVENT)
        if post.deleted_ms is not None:
            events = events[events["at"] < post.deleted_ms]
        if len(self._cascades) >= _REMEMBERED:
            self._cascades.clear()
        self._cascades[post.id, post.deleted_ms, post.edition] = events
        return events

    def rewrite(self, post: Post, events: Cascade) -> None:
        """Put other events in the place of a post's; those of the past must be the same."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE posts SET cascade = ?, edition = edition + 1 WHERE id = ?",
                (events.tobytes(), post.id),
            )

    def said(self, post: str) -> dict[int, str]:
        """Comments below a post whose words were ordered, by person."""
        rows = self.connection.execute("SELECT person, text FROM said WHERE post = ?", (post,))
        return {int(person): str(text) for person, text in rows}

    def mentions(self, account: str, since: int, until: int) -> tuple[tuple[int, int, int, str], ...]:
        """Number, person, time and words of each ordered mention in (since, until]."""
        rows = self.connection.execute(
            "SELECT n, person, at_ms, text FROM mentions WHERE account = ? AND at_ms > ? AND at_ms <= ?",
            (account, since, until),
        )
        return tuple(rows)

    def delete_post(self, post: Post, at: int) -> None:
        """Take the post away; what would have happened later no longer will."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE posts SET deleted_ms = ? WHERE id = ? AND deleted_ms IS NULL", (at, post.id)
            )
            for n, blob in connection.execute(
                "SELECT n, rows FROM candidates WHERE account = ? AND post = ?", (post.account, post.id)
            ).fetchall():
                rows = np.frombuffer(blob, following.CANDIDATE)
                connection.execute(
                    "UPDATE candidates SET rows = ? WHERE n = ?", (rows[rows["at"] < at].tobytes(), n)
                )
            connection.execute("UPDATE accounts SET epoch = epoch + 1 WHERE id = ?", (post.account,))

    def purge(self, account: str, at: int, share: float) -> None:
        """Remove a share of the account's reactions."""
        with self.writing() as connection:
            connection.execute(
                "INSERT INTO purges (account, at_ms, share) VALUES (?,?,?)", (account, at, share)
            )

    def purges(self, account: str, until: int) -> tuple[tuple[int, float], ...]:
        """When the network removed which share of the account's reactions."""
        rows = self.connection.execute(
            "SELECT at_ms, share FROM purges WHERE account = ? AND at_ms <= ? ORDER BY n", (account, until)
        )
        return tuple((int(at), float(share)) for at, share in rows)


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _candidates(events: Cascade) -> following.Candidates:
    chosen = events[(events["kind"] == behaviour.FOLLOW) | (events["kind"] == behaviour.LEAVE)]
    found = np.zeros(len(chosen), following.CANDIDATE)
    found["at"], found["person"] = chosen["at"], chosen["person"]
    found["follows"] = chosen["kind"] == behaviour.FOLLOW
    return found
