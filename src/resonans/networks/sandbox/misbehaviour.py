"""Orders to misbehave: what they are, how they are kept and taken, and what they do to an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from resonans.networks.sandbox.store import Account, Store
from resonans.networks.sandbox.wire import Fate, Refusal, Reply


class Kind(StrEnum):
    """What the network can be told to do to a call."""

    ACCEPT_THEN_TIME_OUT = "accept_then_time_out"
    """Do it, and never answer; with `seconds` the post stays out of sight for so long."""
    LOSE_ANSWER = "lose_answer"
    """Do it, and end the connection; with `seconds` the post stays out of sight for so long."""
    DROP = "drop"
    """End the connection without doing it."""
    HANG = "hang"
    """Do nothing and never answer."""
    HOLD = "hold"
    """Wait `seconds` before doing anything, then answer as usual."""
    LIMIT = "limit"
    """429; with `seconds` a Retry-After."""
    ERROR = "error"
    """5xx without doing it."""
    ERROR_AFTER = "error_after"
    """5xx after doing it."""
    NONSENSE = "nonsense"
    """Do it, and answer with half a JSON object."""
    HTML = "html"
    """Do it, and answer with a page."""
    EMPTY = "empty"
    """Do it, and answer with nothing."""
    REFUSE = "refuse"
    """422 with `text`."""
    REVOKE = "revoke"
    """All tokens of the account end for good."""
    EXPIRE = "expire"
    """The access token ends; it can be refreshed."""
    EMPTY_REFRESH = "empty_refresh"
    """Refresh, and answer with an empty refresh token; the old one stays good."""
    REFRESH_FAILS = "refresh_fails"
    """503 to a refresh."""
    HIDE = "hide"
    """The post that the call makes stays out of sight for `seconds`."""


@dataclass(frozen=True, slots=True)
class Order:
    """One call's share of an order."""

    kind: Kind
    seconds: float = 0.0
    status: int = 0
    text: str = ""


_ONLY_REFRESH = (Kind.EMPTY_REFRESH, Kind.REFRESH_FAILS)


def give(store: Store, values: Mapping[str, object]) -> None:
    """Keep an order; raises Refusal where it cannot be understood."""
    try:
        kind = Kind(str(values.get("kind", "")))
        row = (
            kind.value,
            "refresh" if kind in _ONLY_REFRESH else str(values.get("verb", "")),
            str(values.get("account", "")),
            int(str(values.get("times", 1))),
            float(str(values.get("seconds", 0))),
            int(str(values.get("status", 0))),
            str(values.get("text", "")),
        )
    except ValueError:
        raise Refusal(400, "bad_order", "There is no such misbehaviour, or its numbers are none.") from None
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO orders (kind, verb, account, times, seconds, status, text) VALUES (?,?,?,?,?,?,?)",
            row,
        )


def forget(store: Store) -> None:
    """Drop all open orders."""
    with store.writing() as connection:
        connection.execute("DELETE FROM orders")


def take(store: Store, verb: str, account: str) -> Order | None:
    """The oldest open order that means this call, used up by one."""
    where = "times > 0 AND verb IN ('', ?) AND account IN ('', ?)"
    if store.connection.execute(f"SELECT 1 FROM orders WHERE {where}", (verb, account)).fetchone() is None:
        return None
    with store.writing() as connection:
        row = connection.execute(
            f"UPDATE orders SET times = times - 1 WHERE n = (SELECT min(n) FROM orders WHERE {where})"
            " RETURNING kind, seconds, status, text",
            (verb, account),
        ).fetchone()
    return Order(Kind(row[0]), row[1], row[2], row[3]) if row is not None else None


def before(store: Store, order: Order, account: Account | None) -> Reply | None:
    """What the order makes of a call that is not done; None where the call is to be done."""
    reply = _WITHOUT_DOING.get(order.kind)
    if order.kind in {Kind.REVOKE, Kind.EXPIRE}:
        _end_tokens(store, account, for_good=order.kind is Kind.REVOKE)
    return reply(order) if reply is not None else None


def after(order: Order, reply: Reply) -> Reply:
    """What the order makes of the answer to a call that was done."""
    change = _AFTER_DOING.get(order.kind)
    return change(order, reply) if change is not None else reply


def _end_tokens(store: Store, account: Account | None, *, for_good: bool) -> None:
    if account is None:
        return
    which = "" if for_good else " AND refreshes = 0"
    with store.writing() as connection:
        connection.execute(f"UPDATE tokens SET revoked = 1 WHERE account = ?{which}", (account.id,))


def _limited(order: Order) -> Reply:
    headers = {"Retry-After": f"{order.seconds:g}"} if order.seconds else {}
    return Refusal(429, "too_many", "Too many calls.", headers).reply


def _failed(order: Order) -> Reply:
    return Refusal(order.status or 500, "server_error", "Something went wrong.").reply


_WITHOUT_DOING: Mapping[Kind, Callable[[Order], Reply]] = {
    Kind.DROP: lambda _: Reply(0, fate=Fate.DROP),
    Kind.HANG: lambda _: Reply(0, fate=Fate.SILENCE),
    Kind.LIMIT: _limited,
    Kind.ERROR: _failed,
    Kind.REFRESH_FAILS: lambda order: Refusal(order.status or 503, "unavailable", "Try again later.").reply,
    Kind.REFUSE: lambda order: Refusal(422, "refused", order.text or "This is not allowed here.").reply,
    Kind.REVOKE: lambda _: Refusal(401, "token_ended", "The token is no longer valid.").reply,
    Kind.EXPIRE: lambda _: Refusal(401, "token_ended", "The token is no longer valid.").reply,
}
_PAGE = b"<!doctype html><title>Welcome</title><p>Please sign in to the guest network."
_AFTER_DOING: Mapping[Kind, Callable[[Order, Reply], Reply]] = {
    Kind.ACCEPT_THEN_TIME_OUT: lambda _, reply: replace(reply, fate=Fate.SILENCE),
    Kind.LOSE_ANSWER: lambda _, reply: replace(reply, fate=Fate.DROP),
    Kind.ERROR_AFTER: lambda order, reply: replace(
        reply, status=_failed(order).status, body=_failed(order).body
    ),
    Kind.NONSENSE: lambda _, reply: replace(reply, body=b'{"id": "17", "state": '),
    Kind.HTML: lambda _, reply: replace(reply, body=_PAGE, kind="text/html"),
    Kind.EMPTY: lambda _, reply: replace(reply, body=b""),
}
