"""The simulated network: a call comes in, something is done or not, an answer goes out or not."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from resonans.core import clock
from resonans.networks.sandbox import acts, calls, door, misbehaviour, posting, reading, rules
from resonans.networks.sandbox.misbehaviour import Kind, Order
from resonans.networks.sandbox.routing import Asked, Streams
from resonans.networks.sandbox.store import Account, Store
from resonans.networks.sandbox.wire import Refusal, Reply, Request, say

type Handler = Callable[[Asked], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """Which calls a handler answers. `verb` is the name by which orders to misbehave mean them."""

    method: str
    pattern: re.Pattern[str]
    verb: str
    handler: Handler


def _route(method: str, path: str, verb: str, handler: Handler) -> Route:
    return Route(method, re.compile(path.replace("<name>", r"([\w.~-]+)")), verb, handler)


ROUTES = (
    _route("GET", "/me", "profile", reading.me),
    _route("GET", "/rules", "limits", posting.rule_book),
    _route("POST", "/media", "prepare", posting.add_media),
    _route("POST", "/uploads", "prepare", posting.begin_upload),
    _route("GET", "/uploads/<name>", "prepare", posting.upload_state),
    _route("PATCH", "/uploads/<name>", "prepare", posting.add_piece),
    _route("POST", "/containers", "prepare", posting.add_container),
    _route("GET", "/containers/<name>", "prepare", posting.container_state),
    _route("POST", "/containers/<name>/publish", "publish", posting.publish_container),
    _route("POST", "/posts", "publish", posting.add_post),
    _route("GET", "/posts", "posts", reading.own_posts),
    _route("GET", "/posts/<name>", "look", reading.own_post),
    _route("GET", "/keys/<name>", "look", reading.by_key),
    _route("DELETE", "/posts/<name>", "delete", reading.delete_post),
    _route("GET", "/counts", "counts", reading.numbers),
    _route("GET", "/posts/<name>/comments", "thread", reading.comments),
    _route("GET", "/posts/<name>/reactions", "reactions", reading.reactions),
    _route("GET", "/notifications", "notifications", reading.notices),
    _route("GET", "/stream", "stream", reading.stream),
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, when, and what was ordered for the call."""

    account: Account | None
    at: int
    order: Order | None


class Network:
    """One simulated network on one store. Any number of threads and processes may serve it at once."""

    def __init__(
        self, store: Path, *, calls: Path | None = None, base_url: str = "", seed: str = "1"
    ) -> None:
        self.store = Store(store)
        self.calls = calls
        self.base_url = base_url
        self.seed = seed
        self.streams = Streams()

    def answer(self, request: Request) -> Reply:
        """Do what the call asks, or what was ordered instead."""
        if request.path.startswith("/control/"):
            return _refusable(lambda: self._control(request))
        return self._logged(request)

    def _logged(self, request: Request) -> Reply:
        route, name = _found(request)
        verb = _VERBS_WITHOUT_TOKEN.get((request.method, request.path), route.verb if route else "")
        at = reading.now_ms()
        account = self._who(request, at)
        handle = account.handle if account is not None else ""
        order = misbehaviour.take(self.store, verb, handle) if verb else None
        if order is not None and order.kind is Kind.HOLD:
            clock.sleep(order.seconds)
            at = reading.now_ms()
        reply = misbehaviour.before(self.store, order, account) if order is not None else None
        if reply is None:
            reply = _refusable(lambda: self._done(request, Caller(account, at, order), route, name))
            if order is not None:
                reply = misbehaviour.after(order, reply)
        self._log(request, verb, handle, reply, order)
        return reply

    def _who(self, request: Request, at: int) -> Account | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return door.holder(self.store, token, at) if token else None

    def _done(self, request: Request, caller: Caller, route: Route | None, name: str) -> Reply:
        at, order = caller.at, caller.order
        if (request.method, request.path) == ("POST", "/connect"):
            return say(door.connect(self.store, {"seed": self.seed} | request.json(), at))
        if (request.method, request.path) == ("POST", "/token"):
            keeps = order is not None and order.kind is Kind.EMPTY_REFRESH
            token = str(request.json().get("refresh_token", ""))
            return say(door.refresh(self.store, token, at, keep_refresh=keeps)[1])
        if route is None and request.method == "GET" and (page := _PAGE.fullmatch(request.path)):
            return reading.page(self.store, page[1], at)
        if route is None:
            raise Refusal(404, "not_found", "There is nothing here.")
        if caller.account is None:
            raise Refusal(401, "token_ended", "The token is not valid.")
        asked = Asked(self.store, request, caller.account, at, name, order, self.streams, self.base_url)
        return route.handler(asked)

    def _log(self, request: Request, verb: str, handle: str, reply: Reply, order: Order | None) -> None:
        if self.calls is None:
            return
        calls.write(
            self.calls,
            calls.Call(
                at=clock.now().isoformat(),
                method=request.method,
                path=request.path,
                verb=verb,
                account=handle,
                key=request.headers.get("idempotency-key", ""),
                status=reply.status,
                effect="committed" if reply.committed else "",
                post=reply.post,
                misbehaved=order.kind.value if order is not None else "",
            ),
        )

    def _control(self, request: Request) -> Reply:
        """Orders of whoever runs the simulation."""
        match request.method, request.path.removeprefix("/control/"):
            case "POST", "orders":
                misbehaviour.give(self.store, request.json())
                return say({}, 201)
            case "DELETE", "orders":
                misbehaviour.forget(self.store)
                return say({})
            case "POST", "style":
                given = request.json()
                account = self._named(str(given.pop("account", "")))
                self.store.restyle(account.id, asdict(rules.styled(given)))
                return say({})
            case "POST", "purge":
                given = request.json()
                account = self._named(str(given.get("account", "")))
                self.store.purge(account.id, reading.now_ms(), float(str(given.get("share", 0))))
                return say({})
            case "POST", "act":
                given = request.json()
                account = self._named(str(given.get("account", "")))
                words = str(given.get("text", ""))
                acts.act(
                    self.store,
                    account,
                    acts.Act(str(given.get("act", "")), str(given.get("post", "")), words),
                    reading.now_ms(),
                )
                return say({}, 201)
            case "GET", "calls":
                return say([asdict(call) for call in calls.read(self.calls)] if self.calls else [])
        raise Refusal(404, "not_found", "There is no such order.")

    def _named(self, handle: str) -> Account:
        for account in self.store.accounts():
            if handle in {account.handle, account.id}:
                return account
        raise Refusal(404, "not_found", "There is no such account.")


_PAGE = re.compile(r"/@[\w.~-]+/([\w.~-]+)")
_VERBS_WITHOUT_TOKEN = {("POST", "/connect"): "connect", ("POST", "/token"): "refresh"}


def _found(request: Request) -> tuple[Route | None, str]:
    for route in ROUTES:
        if route.method == request.method and (match := route.pattern.fullmatch(request.path)):
            return route, match[1] if route.pattern.groups else ""
    return None, ""


def _refusable(act: Callable[[], Reply]) -> Reply:
    try:
        return act()
    except Refusal as refusal:
        return refusal.reply
