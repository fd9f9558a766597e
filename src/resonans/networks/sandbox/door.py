"""Accounts and their tokens: how a program is let in."""

import hashlib
import re
import secrets

from resonans.networks.sandbox import tally
from resonans.networks.sandbox.store import Account, Store
from resonans.networks.sandbox.wire import Refusal

TOKEN_MS = 30 * 24 * 3_600_000
_OLD_REFRESH_MS = 10 * 60_000
"""How long a refresh token stays good after it was used: its answer may have been lost."""
_HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,29}")


def connect(store: Store, given: dict[str, object], at: int) -> dict[str, object]:
    """Make or find an account by its name, and give out tokens."""
    handle = str(given.get("handle", "")).strip().lower().removeprefix("@")
    if not _HANDLE.fullmatch(handle):
        raise Refusal(
            422, "bad_handle", "A name has 1 to 30 letters a to z, digits, dots, hyphens or underscores."
        )
    seed = str(given.get("seed", "")).strip() or "1"
    name = str(given.get("name", "")).strip() or handle
    account = store.open_account(seed[:40], handle, name[:80], at)
    return {"account": tally.profile(store, account, at)} | tokens(store, account, at)


def tokens(store: Store, account: Account, at: int) -> dict[str, object]:
    """A fresh pair."""
    access, refresh = f"sbx_{secrets.token_urlsafe(24)}", f"sbr_{secrets.token_urlsafe(24)}"
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO tokens (hash, account, refreshes, ends_ms) VALUES (?, ?, ?, ?)",
            [(_hash(access), account.id, 0, at + TOKEN_MS), (_hash(refresh), account.id, 1, None)],
        )
    return {"access_token": access, "refresh_token": refresh, "expires_in": TOKEN_MS // 1000}


def refresh(store: Store, token: str, at: int, *, keep_refresh: bool) -> tuple[Account, dict[str, object]]:
    """A new pair; the old refresh token soon ends. With `keep_refresh` it stays, and no new one is given."""
    account = holder(store, token, at, refreshes=True)
    if account is None:
        raise Refusal(401, "invalid_grant", "The refresh token is no longer valid.")
    fresh = tokens(store, account, at)
    if keep_refresh:
        return account, fresh | {"refresh_token": ""}
    with store.writing() as connection:
        connection.execute(
            "UPDATE tokens SET ends_ms = ? WHERE hash = ? AND ends_ms IS NULL",
            (at + _OLD_REFRESH_MS, _hash(token)),
        )
    return account, fresh


def holder(store: Store, token: str, at: int, *, refreshes: bool = False) -> Account | None:
    """Whose token it is, while it is good."""
    row = store.connection.execute(
        "SELECT account FROM tokens WHERE hash = ? AND refreshes = ? AND revoked = 0"
        " AND (ends_ms IS NULL OR ends_ms > ?)",
        (_hash(token), refreshes, at),
    ).fetchone()
    return store.account(row[0]) if row is not None else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
