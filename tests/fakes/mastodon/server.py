"""The addresses of the API, on starlette."""

import asyncio
import base64
import hashlib
import html
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from tests.fakes.mastodon.entities import Entities, Json, iso
from tests.fakes.mastodon.posts import Posts, fields_of
from tests.fakes.mastodon.world import Account, Grant, Notification, Refusal, Status, World

from resonans.core import clock

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"

type Handler = Callable[[Request], Awaitable[Response]]


class Server:
    """Mastodon's API over a world."""

    def __init__(self, world: World, base: str) -> None:
        self.world = world
        self.told = Entities(world, base)
        self.posts = Posts(world, self.told)
        self.streams: list[tuple[str, asyncio.Queue[Notification | None]]] = []

    def app(self) -> Starlette:
        """The ASGI application."""
        v1 = "/api/v1"
        routes = [
            Route(f"{v1}/apps", self.register, methods=["POST"]),
            Route(f"{v1}/apps/verify_credentials", self.verify_app),
            Route("/oauth/authorize", self.authorize, methods=["GET", "POST"]),
            Route("/oauth/token", self.token, methods=["POST"]),
            Route("/oauth/revoke", self.revoke, methods=["POST"]),
            Route("/api/v2/instance", self.instance_v2),
            Route(f"{v1}/instance", self.instance_v1),
            Route(f"{v1}/instance/", self.instance_v1),
            self._signed(f"{v1}/accounts/verify_credentials", self.me),
            self._signed(f"{v1}/accounts/lookup", self.lookup),
            self._signed(f"{v1}/accounts/{{id}}", self.account),
            self._signed(f"{v1}/accounts/{{id}}/statuses", self.account_statuses),
            self._signed(f"{v1}/accounts/{{id}}/follow", self.follow, "POST"),
            self._signed(f"{v1}/notifications", self.notifications),
            self._signed(f"{v1}/streaming/user", self.stream),
            *(self._signed(path, handler, method) for method, path, handler in self.posts.routes()),
        ]
        return Starlette(routes=routes, exception_handlers={Refusal: _refused})

    def _signed(
        self, path: str, handler: Callable[[Request, Grant], Awaitable[Response]], method: str = "GET"
    ) -> Route:
        """A route for people who are signed in, counted against their allowance."""

        async def handle(request: Request) -> Response:
            token = request.headers.get("authorization", "").removeprefix("Bearer ")
            grant = self.world.tokens.get(token)
            if grant is None or grant.revoked:
                raise Refusal(401, "The access token was revoked" if grant else "The access token is invalid")
            left, whole_at = self.world.spend(token)
            if left < 0:
                answer: Response = JSONResponse({"error": "Too many requests"}, 429)
            else:
                self.world.fire_planned(self.posts.publish_planned)
                answer = await handler(request, grant)
            answer.headers["X-RateLimit-Limit"] = str(self.world.rules.calls)
            answer.headers["X-RateLimit-Remaining"] = str(max(0, left))
            answer.headers["X-RateLimit-Reset"] = iso(whole_at)
            return answer

        return Route(path, handle, methods=[method])

    # signing in

    async def register(self, request: Request) -> Response:
        given = await fields_of(request)
        name = str(given.get("client_name", ""))
        uris = str(given.get("redirect_uris", "")).split()
        if not name or not uris:
            raise Refusal(422, "Validation failed: Application name can't be blank")
        website = str(given["website"]) if given.get("website") else None
        app = self.world.register(name, uris, str(given.get("scopes") or "read"), website)
        return JSONResponse(
            {
                "id": app.id[:6],
                "name": name,
                "website": website,
                "scopes": app.scopes.split(),
                "redirect_uri": "\n".join(uris),
                "redirect_uris": uris,
                "client_id": app.id,
                "client_secret": app.secret,
                "vapid_key": "",
            }
        )

    async def verify_app(self, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        grant = self.world.tokens.get(token)
        if grant is None:
            raise Refusal(401, "The access token is invalid")
        return JSONResponse(self.told.application(grant.app) | {"scopes": grant.app.scopes.split()})

    async def authorize(self, request: Request) -> Response:
        """GET shows the page on which a person agrees; POST is their answer."""
        given = dict(request.query_params) | await fields_of(request)
        app = self.world.apps.get(str(given.get("client_id")))
        redirect = str(given.get("redirect_uri"))
        if app is None or redirect not in app.redirect_uris:
            return HTMLResponse("<p>The redirect uri included is not valid.</p>", 400)
        scopes = str(given.get("scope") or "read")
        if not set(scopes.split()) <= _covered(app.scopes):
            return HTMLResponse("<p>The requested scope is invalid, unknown, or malformed.</p>", 400)
        if request.method == "GET":
            return HTMLResponse(_page(app.name, {name: str(value) for name, value in given.items()}))
        answer = {"state": str(given["state"])} if given.get("state") else {}
        if given.get("answer") != "allow":
            told = {"error": "access_denied", "error_description": "The resource owner denied the request."}
            return RedirectResponse(f"{redirect}?{urlencode(told | answer)}", 302)
        person = self.world.account(str(given["username"]))
        challenge = str(given.get("code_challenge") or "")
        code = self.world.code(Grant(app, person.id, scopes, redirect, challenge))
        if redirect == OUT_OF_BAND:
            return HTMLResponse(f"<p>Code: <code>{code}</code></p>")
        return RedirectResponse(f"{redirect}?{urlencode({'code': code} | answer)}", 302)

    async def token(self, request: Request) -> Response:
        given = await fields_of(request)
        app = self.world.apps.get(str(given.get("client_id")))
        if app is None or app.secret != given.get("client_secret"):
            raise Refusal(401, "invalid_client", "Client authentication failed due to unknown client.")
        if given.get("grant_type") == "client_credentials":
            grant = Grant(app, "", str(given.get("scope") or "read"))
        else:
            grant = self._exchanged(app.id, given)
        return JSONResponse(
            {
                "access_token": self.world.token(grant),
                "token_type": "Bearer",
                "scope": grant.scopes,
                "created_at": int(clock.now().timestamp()),
            }
        )

    def _exchanged(self, app_id: str, given: Json) -> Grant:
        grant = self.world.codes.pop(str(given.get("code")), None)
        verifier = str(given.get("code_verifier") or "")
        digest = hashlib.sha256(verifier.encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        good = (
            given.get("grant_type") == "authorization_code"
            and grant is not None
            and grant.app.id == app_id
            and grant.redirect_uri == given.get("redirect_uri")
            and grant.challenge in {"", proof}
        )
        if grant is None or not good:
            words = "The provided authorization grant is invalid, expired, revoked, or does not match."
            raise Refusal(400, "invalid_grant", words)
        return grant

    async def revoke(self, request: Request) -> Response:
        grant = self.world.tokens.get(str((await fields_of(request)).get("token")))
        if grant is not None:
            grant.revoked = True
        return JSONResponse({})

    # the server and its people

    async def instance_v2(self, request: Request) -> Response:
        if not self.world.rules.has_v2:
            raise Refusal(404, "Not Found")
        return JSONResponse(self.told.instance_v2())

    async def instance_v1(self, request: Request) -> Response:
        return JSONResponse(self.told.instance_v1())

    async def me(self, request: Request, grant: Grant) -> Response:
        told = self.told.account(self.world.accounts[grant.account])
        source = {"privacy": "public", "sensitive": False, "language": "sv", "note": "", "fields": []}
        return JSONResponse(told | {"source": source | {"follow_requests_count": 0}})

    async def lookup(self, request: Request, grant: Grant) -> Response:
        name, _, domain = request.query_params.get("acct", "").partition("@")
        for one in self.world.accounts.values():
            if (one.username, one.domain) == (name, domain):
                return JSONResponse(self.told.account(one))
        raise Refusal(404, "Record not found")

    async def account(self, request: Request, grant: Grant) -> Response:
        return JSONResponse(self.told.account(self._account(request)))

    async def account_statuses(self, request: Request, grant: Grant) -> Response:
        listed: list[Status] = self.world.listed(self._account(request).id)
        return self.posts.paged(request, listed, lambda one: self.told.status(one, grant.account), 20)

    async def follow(self, request: Request, grant: Grant) -> Response:
        other = self._account(request)
        self.world.follow(grant.account, other)
        return JSONResponse({"id": other.id, "following": True, "followed_by": False, "requested": False})

    def _account(self, request: Request) -> Account:
        if request.path_params["id"] not in self.world.accounts:
            raise Refusal(404, "Record not found")
        return self.world.accounts[request.path_params["id"]]

    async def notifications(self, request: Request, grant: Grant) -> Response:
        kinds = request.query_params.getlist("types[]")
        mine = [
            one
            for one in reversed(self.world.notifications)
            if one.to == grant.account and (not kinds or one.kind in kinds)
        ]
        return self.posts.paged(request, mine, self.told.notification, 40)

    # streaming

    async def stream(self, request: Request, grant: Grant) -> Response:
        queue: asyncio.Queue[Notification | None] = asyncio.Queue()
        entry = (grant.account, queue)
        self.streams.append(entry)

        def tell(told: Notification) -> None:
            if told.to == grant.account:
                queue.put_nowait(told)

        self.world.listeners.append(tell)

        async def parts() -> AsyncIterator[bytes]:
            yield b":)\n"
            try:
                while True:
                    told = await self._next(queue)
                    if isinstance(told, bytes):
                        yield told
                    elif told is None:
                        return
                    else:
                        data = json.dumps(self.told.notification(told))
                        yield f"event: notification\ndata: {data}\n\n".encode()
            finally:
                self.world.listeners.remove(tell)
                if entry in self.streams:
                    self.streams.remove(entry)

        return StreamingResponse(parts(), media_type="text/event-stream")

    async def _next(self, queue: "asyncio.Queue[Notification | None]") -> Notification | bytes | None:
        """The next thing to tell, or a ping where there is nothing for a while."""
        wait_s = self.world.rules.ping_s
        try:
            return await asyncio.wait_for(queue.get(), wait_s if wait_s > 0 else None)
        except TimeoutError:
            return b":thump\n"

    def cut_streams(self, account: str) -> None:
        """End the open streams of an account."""
        for entry in list(self.streams):
            if entry[0] == account:
                self.streams.remove(entry)
                entry[1].put_nowait(None)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    body: Json = {"error": error.words}
    if error.description:
        body["error_description"] = error.description
    return JSONResponse(body, error.status)


def _covered(scopes: str) -> set[str]:
    """All scopes that the given ones cover: `read` covers `read:statuses`."""
    parts = ("accounts", "statuses", "notifications", "media", "follows", "favourites", "search", "lists")
    given = set(scopes.split())
    wide = {f"{one}:{part}" for one in given & {"read", "write"} for part in parts}
    return given | wide | ({"profile"} if "read" in given else set())


def _page(app: str, given: dict[str, str]) -> str:
    """The page on which a person agrees. Here anybody may say who they are."""
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in given.items()
    )
    return (
        "<!doctype html><html lang=en><title>Authorization required</title>"
        f"<h1>{html.escape(app)} wants to act for your account</h1>"
        f'<form method="post">{hidden}'
        '<label>Your name <input name="username" value="kajen" required></label>'
        '<button name="answer" value="allow">Authorize</button>'
        '<button name="answer" value="deny">Deny</button></form></html>'
    )
