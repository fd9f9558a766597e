"""The other side of `polled`: containers to poll, uploads to resume, posts that are pending before live.

A network inside the test process, spoken to over httpx. What the connector cannot see is in the attributes.
"""

import json
import queue
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import httpx

from resonans.core import clock

PROCESSING_S = 2.0
PENDING_S = 5.0
SLOW_S = 40.0
CAP = 25
COST_MINOR = 15
PAGE = 2
_RATE = {"X-RateLimit-Remaining": "99", "X-RateLimit-Reset": "60"}

type Json = dict[str, object]


@dataclass
class Container:
    """Something that is made ready before it is published."""

    id: str
    body: Json
    ready_at: datetime
    post: str = ""


@dataclass
class Upload:
    """A file that arrives in pieces."""

    id: str
    size: int
    alt: str
    received: int = 0


@dataclass
class Post:
    """A post, shown from `live_at` on."""

    id: str
    container: Container
    made_at: datetime
    live_at: datetime
    deleted: bool = False
    comments: list[Json] = field(default_factory=list)
    likes: list[Json] = field(default_factory=list)
    shares: list[Json] = field(default_factory=list)


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, words: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.headers = dict(headers or {})


class PolledNetwork(httpx.BaseTransport):
    """The whole network, with one account on it."""

    def __init__(self) -> None:
        self.containers: dict[str, Container] = {}
        self.uploads: dict[str, Upload] = {}
        self.posts: dict[str, Post] = {}
        self.notifications: list[Json] = []
        self.followers = 3
        self.access, self.refresh, self.code = "", "", ""
        self.revoked = self.slow = self.keeps_refresh = False
        self.streams: list[queue.Queue[bytes | None]] = []
        self._number = 0
        self.grant()

    # the switches

    def grant(self) -> tuple[str, str]:
        """New tokens; the old ones are refused from now on."""
        self.access, self.refresh = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        return self.access, self.refresh

    def authorize(self) -> str:
        """The person agrees: the code that our callback gets."""
        self.code = secrets.token_urlsafe(12)
        return self.code

    def shown(self) -> list[Post]:
        """The posts that everybody sees now, oldest first."""
        now = clock.now()
        return [post for post in self.posts.values() if not post.deleted and post.live_at <= now]

    def cut_streams(self) -> None:
        """End what is open."""
        for stream in self.streams:
            stream.put(None)
        self.streams.clear()

    def react(self, kind: str, post_id: str, text: str) -> None:
        """Another person does something."""
        person = {"id": "p-dora", "handle": "dora", "name": "Dora"}
        happening: Json = {
            "id": self._new("h"),
            "kind": kind,
            "at": clock.now().isoformat(),
            "person": person,
            "post": post_id,
            "text": text,
        }
        if kind == "follow":
            self.followers += 1
        elif kind in {"comment", "mention"}:
            happening["comment"] = self._new("c")
        if post_id:
            post = self.posts[post_id]
            {"comment": post.comments, "like": post.likes, "share": post.shares}[kind].append(happening)
        self.notifications.append(happening)
        for stream in self.streams:
            stream.put(f"event: happening\ndata: {json.dumps(happening)}\n\n".encode())

    # the wire

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the network would."""
        try:
            return self._routed(request)
        except Refusal as refusal:
            return httpx.Response(refusal.status, headers=refusal.headers, json={"error": refusal.words})

    def _routed(self, request: httpx.Request) -> httpx.Response:
        parts = request.url.path.strip("/").split("/")
        if parts == ["oauth", "token"]:
            return httpx.Response(200, json=self._token(parse_qs(request.read().decode())))
        self._admit(request)
        if parts == ["me", "stream"]:
            return self._stream()
        raw = request.read()
        is_json = request.headers.get("content-type") == "application/json"
        body: Json = json.loads(raw) if raw and is_json else {}
        return httpx.Response(200, json=self._answer(request, parts, body), headers=_RATE)

    def _answer(self, request: httpx.Request, parts: list[str], body: Json) -> object:
        for answer in (self._take_in, self._show, self._tell):
            told = answer(request, parts, body)
            if told is not None:
                return told
        raise Refusal(404, "no such address")

    def _take_in(self, request: httpx.Request, parts: list[str], body: Json) -> object:
        """Containers and uploads."""
        match request.method, parts:
            case "POST", ["containers"]:
                return self._contain(body)
            case "GET", ["containers", ident]:
                return self._container(self._of(self.containers, ident))
            case "POST", ["uploads"]:
                upload = Upload(self._new("u"), int(str(body["bytes"])), str(body["alt"]))
                self.uploads[upload.id] = upload
                return {"id": upload.id, "offset": 0}
            case "GET", ["uploads", ident]:
                return {"id": ident, "offset": self._of(self.uploads, ident).received}
            case "PUT", ["uploads", ident]:
                offset = int(request.headers["Offset"])
                return self._receive(self._of(self.uploads, ident), offset, request.content)
        return None

    def _show(self, request: httpx.Request, parts: list[str], body: Json) -> object:
        """Posts."""
        match request.method, parts:
            case "POST", ["posts"]:
                container = self._of(self.containers, str(body["container"]))
                return self._publish(container, copy=bool(body.get("copy")))
            case "GET", ["posts", ident]:
                return self._post(self._there(ident))
            case "DELETE", ["posts", ident]:
                self._there(ident).deleted = True
                return {}
        return None

    def _tell(self, request: httpx.Request, parts: list[str], body: Json) -> object:
        """What can be read."""
        query = request.url.params
        match request.method, parts:
            case "GET", ["me"]:
                return {"id": "p-kajen", "handle": "kajen", "name": "Kajen", "followers": self.followers}
            case "GET", ["posts", ident, ("comments" | "reactions") as what]:
                post = self._there(ident)
                items = post.comments if what == "comments" else [*post.likes, *post.shares]
                return self._paged(items, query)
            case "GET", ["me", "posts"]:
                since = datetime.fromisoformat(query["since"])
                mine = [self._post(post) for post in self.shown() if post.made_at >= since]
                return self._paged(list(reversed(mine)), query)
            case "GET", ["me", "notifications"]:
                since = datetime.fromisoformat(query["since"])
                new = [one for one in self.notifications if datetime.fromisoformat(str(one["at"])) >= since]
                return self._paged(list(reversed(new)), query)
            case "GET", ["numbers"]:
                return {"items": [self._numbers(ident) for ident in query["ids"].split(",")]}
        return None

    def _token(self, form: Mapping[str, list[str]]) -> Json:
        grant = form.get("grant_type", [""])[0]
        given = form.get("code" if grant == "code" else "refresh_token", [""])[0]
        good = self.code if grant == "code" else self.refresh
        if self.revoked or not good or given != good:
            raise Refusal(401, f"the grant {given} is not valid")
        kept = self.refresh
        access, refresh = self.grant()
        self.code = ""
        if self.keeps_refresh:
            self.refresh, refresh, self.keeps_refresh = kept, "", False
        return {"access_token": access, "refresh_token": refresh, "expires_in": 3600}

    def _admit(self, request: httpx.Request) -> None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.revoked or token != self.access:
            raise Refusal(401, f"the token {token} is not valid")

    def _contain(self, body: Json) -> Json:
        if len(str(body.get("text", ""))) > 500:
            raise Refusal(422, "the text is too long")
        made = Container(self._new("k"), body, clock.now() + timedelta(seconds=PROCESSING_S))
        self.containers[made.id] = made
        return self._container(made)

    def _container(self, one: Container) -> Json:
        state = "published" if one.post else "ready" if one.ready_at <= clock.now() else "processing"
        return {"id": one.id, "state": state, "post": one.post}

    def _receive(self, upload: Upload, offset: int, raw: bytes) -> Json:
        if offset != upload.received:
            raise Refusal(409, "that piece does not come next")
        upload.received += len(raw)
        return {"id": upload.id, "offset": upload.received}

    def _publish(self, container: Container, *, copy: bool) -> Json:
        if container.post and not copy:
            return self._post(self.posts[container.post])
        today = clock.now().date()
        if sum(post.made_at.date() == today for post in self.posts.values()) >= CAP:
            midnight = datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(days=1)
            wait = str(int((midnight - clock.now()).total_seconds()))
            raise Refusal(429, "no more posts today", {"Retry-After": wait})
        if container.ready_at > clock.now():
            raise Refusal(422, "the container is not ready")
        pending_s = SLOW_S if self.slow else PENDING_S
        self.slow = False
        live_at = clock.now() + timedelta(seconds=pending_s)
        post = Post(self._new("q"), container, clock.now(), live_at)
        self.posts[post.id] = post
        container.post = post.id
        return self._post(post)

    def _post(self, post: Post) -> Json:
        state = "live" if post.live_at <= clock.now() else "pending"
        cost: Json = {"cost_minor": COST_MINOR, "cost_currency": "USD"}
        body = {name: post.container.body.get(name, "") for name in ("text", "reply_to")}
        return {"id": post.id, "state": state, "made_at": post.made_at.isoformat(), **body, **cost}

    def _numbers(self, ident: str) -> Json:
        post = self.posts.get(ident)
        if post is None or post.deleted:
            return {"id": ident, "deleted": True}
        counted = {"likes": len(post.likes), "comments": len(post.comments), "shares": len(post.shares)}
        return {"id": ident, "deleted": False, "reach": None, **counted}

    def _paged(self, items: list[Json], query: httpx.QueryParams) -> Json:
        start = int(query.get("cursor") or 0)
        end = start + PAGE
        return {"items": items[start:end], "cursor": str(end) if end < len(items) else ""}

    def _stream(self) -> httpx.Response:
        mine: queue.Queue[bytes | None] = queue.Queue()
        self.streams.append(mine)
        return httpx.Response(200, headers={"Content-Type": "text/event-stream"}, stream=_Stream(mine.get))

    def _there(self, ident: str) -> Post:
        post = self._of(self.posts, ident)
        if post.deleted:
            raise Refusal(404, "no such post")
        return post

    def _of[T](self, things: Mapping[str, T], ident: str) -> T:
        if ident not in things:
            raise Refusal(404, "no such thing")
        return things[ident]

    def _new(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}{self._number}"


class _Stream(httpx.SyncByteStream):
    """Waits for what is put into a queue; None ends it."""

    def __init__(self, take: Callable[[], bytes | None]) -> None:
        self._take = take

    def __iter__(self) -> Iterator[bytes]:
        while (part := self._take()) is not None:
            yield part
