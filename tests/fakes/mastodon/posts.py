"""The addresses of posts, files and polls."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import regex
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tests.fakes.mastodon.entities import Entities, Json
from tests.fakes.mastodon.world import Grant, Media, Planned, Poll, Refusal, Status, World

from resonans.core import clock

type Handler = Callable[[Request, Grant], Awaitable[Response]]

VISIBILITIES = {"public", "unlisted", "private", "direct"}
_GRAPHEME = regex.compile(r"\X")
_URL = regex.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)]")
_MENTION = regex.compile(r"(?<!\w)@(\w+)@[\w.-]+\w")


async def fields_of(request: Request) -> Json:
    """The fields of a JSON or form body; `name[]` becomes a list under `name`."""
    if request.headers.get("content-type", "").startswith("application/json"):
        body: Json = await request.json()
        return body
    found: Json = {}
    form = await request.form()
    for name in form:
        values = form.getlist(name)
        if name.endswith("[]"):
            found[name[:-2]] = values
        else:
            found[name] = values[-1]
    return _nested(found)


def _nested(fields: Json) -> Json:
    """`poll[expires_in]` becomes `expires_in` under `poll`."""
    found: Json = {}
    for name, value in fields.items():
        outer, bracket, inner = name.partition("[")
        if bracket and inner.endswith("]"):
            group = found.setdefault(outer, {})
            if isinstance(group, dict):
                group[inner[:-1].removesuffix("][")] = value
        else:
            found[name] = value
    return found


@dataclass
class Posts:
    """Posts over a world."""

    world: World
    told: Entities

    def routes(self) -> list[tuple[str, str, Handler]]:
        """Method, path and handler of each address."""
        v1, status = "/api/v1", "/api/v1/statuses/{id}"
        return [
            ("POST", "/api/v2/media", self.upload),
            ("POST", f"{v1}/media", self.upload),
            ("GET", f"{v1}/media/{{id}}", self.media),
            ("PUT", f"{v1}/media/{{id}}", self.describe),
            ("POST", f"{v1}/statuses", self.post),
            ("GET", f"{v1}/statuses", self.several),
            ("GET", status, self.one),
            ("DELETE", status, self.delete),
            ("GET", f"{status}/context", self.context),
            ("GET", f"{status}/favourited_by", self.favourited_by),
            ("GET", f"{status}/reblogged_by", self.reblogged_by),
            ("POST", f"{status}/favourite", self.favourite),
            ("POST", f"{status}/reblog", self.reblog),
            ("GET", f"{v1}/polls/{{id}}", self.poll),
            ("POST", f"{v1}/polls/{{id}}/votes", self.vote),
            ("GET", f"{v1}/scheduled_statuses", self.scheduled),
        ]

    # files

    async def upload(self, request: Request, grant: Grant) -> Response:
        given = await fields_of(request)
        file = given.get("file")
        if not isinstance(file, UploadFile):
            raise Refusal(422, "Validation failed: File can't be blank")
        mime = file.content_type or ""
        if mime not in {"image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"}:
            raise Refusal(422, "Validation failed: File content type is invalid, File is invalid")
        data = await file.read()
        kind = "video" if mime.startswith("video/") else "image"
        ready_at = clock.now() + timedelta(seconds=self.world.rules.processing_s)
        text = str(given.get("description") or "")
        made = Media(self.world.new_id(), grant.account, kind, mime, len(data), text, ready_at)
        made.fails = data.startswith(b"damaged")
        self.world.media[made.id] = made
        waits = self.world.rules.processing_s > 0 and not request.url.path.startswith("/api/v1")
        return JSONResponse(self.told.media(made), 202 if waits else 200)

    async def media(self, request: Request, grant: Grant) -> Response:
        one = self._media(request.path_params["id"], grant)
        if one.ready_at > clock.now():
            return JSONResponse(self.told.media(one), 206)
        if one.fails:
            raise Refusal(422, "Error processing thumbnail for uploaded media")
        return JSONResponse(self.told.media(one))

    async def describe(self, request: Request, grant: Grant) -> Response:
        one = self._media(request.path_params["id"], grant)
        one.description = str((await fields_of(request)).get("description") or "")
        return JSONResponse(self.told.media(one))

    def _media(self, ident: str, grant: Grant) -> Media:
        one = self.world.media.get(ident)
        if one is None or one.account != grant.account or one.status:
            raise Refusal(404, "Record not found")
        return one

    # posts

    async def post(self, request: Request, grant: Grant) -> Response:
        if self.world.rules.refuses:
            raise Refusal(403, self.world.rules.refuses)
        key = request.headers.get("idempotency-key", "")
        known = self.world.keys.get((grant.account, key)) if key and self.world.rules.honours_key else None
        if known and clock.now() - known[1] < timedelta(hours=1) and known[0] in self.world.statuses:
            return JSONResponse(self.told.status(self.world.statuses[known[0]], grant.account))
        given = await fields_of(request)
        if given.get("scheduled_at"):
            return self._plan(given, grant)
        made = self.world.publish(self._made(given, grant))
        if key:
            self.world.keys[grant.account, key] = (made.id, clock.now())
        return JSONResponse(self.told.status(made, grant.account))

    def _plan(self, given: Json, grant: Grant) -> Response:
        at = datetime.fromisoformat(str(given["scheduled_at"]))
        if at < clock.now() + timedelta(minutes=5):
            raise Refusal(422, "Validation failed: Scheduled at The scheduled date must be in the future")
        planned = Planned(self.world.new_id(), grant.account, at, {**given, "text": given.get("status", "")})
        self.world.planned[planned.id] = planned
        return JSONResponse(self.told.planned(planned))

    def publish_planned(self, planned: Planned) -> None:
        """The server's own scheduler."""
        app = next(iter(self.world.apps.values()))
        self.world.publish(self._made(planned.params, Grant(app, planned.account, "")))

    def _made(self, given: Json, grant: Grant) -> Status:
        text, spoiler = str(given.get("status") or ""), str(given.get("spoiler_text") or "")
        media = [self._attached(str(ident), grant) for ident in _list(given.get("media_ids"))]
        poll = self._poll(given.get("poll")) if given.get("poll") else None
        if not text.strip() and not media:
            raise Refusal(422, "Validation failed: Text can't be blank")
        limit = self.world.rules.max_characters
        if _length(spoiler + text) > limit:
            raise Refusal(422, f"Validation failed: Text character limit of {limit} exceeded")
        self._check_media(media, poll)
        above = str(given["in_reply_to_id"]) if given.get("in_reply_to_id") else None
        if above and above not in self.world.statuses:
            raise Refusal(404, "The post you are trying to reply to does not appear to exist.")
        visibility = str(given.get("visibility") or "public")
        if visibility not in VISIBILITIES:
            raise Refusal(422, "Validation failed: Visibility is not included in the list")
        return Status(
            id=self.world.new_id(),
            account=grant.account,
            text=text,
            created_at=clock.now(),
            visibility=visibility,
            spoiler=spoiler,
            sensitive=bool(given.get("sensitive")),
            language=str(given["language"]) if given.get("language") else None,
            reply_to=above,
            media=[one.id for one in media],
            poll=poll,
            app=grant.app,
        )

    def _attached(self, ident: str, grant: Grant) -> Media:
        one = self.world.media.get(ident)
        if one is None or one.account != grant.account or one.status:
            raise Refusal(422, "Media attachment is not available")
        return one

    def _check_media(self, media: Sequence[Media], poll: Poll | None) -> None:
        if len(media) > 4 or (media and poll):
            raise Refusal(422, "Cannot attach more than 4 files")
        if len(media) > 1 and any(one.kind == "video" for one in media):
            raise Refusal(422, "Cannot attach a video to a post that already contains images")
        if any(one.ready_at > clock.now() for one in media):
            raise Refusal(
                422, "Cannot attach files that have not finished processing. Try again in a moment!"
            )

    def _poll(self, given: object) -> Poll:
        if not isinstance(given, dict):
            raise Refusal(422, "Validation failed: Poll is invalid")
        options = [str(option) for option in _list(given.get("options"))]
        expires_s = int(str(given.get("expires_in") or 0))
        if not 2 <= len(options) <= 4 or len(set(options)) < len(options):
            raise Refusal(422, "Validation failed: Poll must have between 2 and 4 different items")
        if not 300 <= expires_s <= 2_629_746:
            raise Refusal(422, "Validation failed: Expires at is too soon or too far into the future")
        multiple = str(given.get("multiple")).lower() in {"true", "1"}
        return Poll(self.world.new_id(), options, clock.now() + timedelta(seconds=expires_s), multiple)

    async def several(self, request: Request, grant: Grant) -> Response:
        ids = request.query_params.getlist("id[]")
        if not self.world.rules.has_several:
            raise Refusal(404, "Not Found")
        if len(ids) > 20:
            raise Refusal(422, "Too many statuses")
        found = [self.world.statuses[ident] for ident in ids if ident in self.world.statuses]
        return JSONResponse([self.told.status(one, grant.account) for one in found])

    async def one(self, request: Request, grant: Grant) -> Response:
        return JSONResponse(self.told.status(self._status(request), grant.account))

    async def delete(self, request: Request, grant: Grant) -> Response:
        status = self._status(request)
        if status.account != grant.account:
            raise Refusal(404, "Record not found")
        told = self.told.status(status, grant.account) | {"text": status.text}
        self.world.delete(status)
        return JSONResponse(told)

    async def context(self, request: Request, grant: Grant) -> Response:
        status = self._status(request)
        above, below = self.world.above(status), self.world.below(status)
        return JSONResponse(
            {
                "ancestors": [self.told.status(one, grant.account) for one in above],
                "descendants": [self.told.status(one, grant.account) for one in below],
            }
        )

    async def favourited_by(self, request: Request, grant: Grant) -> Response:
        return self._people(request, self._status(request).favourites)

    async def reblogged_by(self, request: Request, grant: Grant) -> Response:
        return self._people(request, self._status(request).boosts)

    def _people(self, request: Request, ids: list[str]) -> Response:
        people = sorted((self.world.accounts[ident] for ident in ids), key=lambda one: -int(one.id))
        return self.paged(request, people, self.told.account, 40)

    async def favourite(self, request: Request, grant: Grant) -> Response:
        status = self._status(request)
        self.world.favourite(grant.account, status)
        return JSONResponse(self.told.status(status, grant.account))

    async def reblog(self, request: Request, grant: Grant) -> Response:
        status = self._status(request)
        self.world.boost(grant.account, status)
        told = self.told.status(status, grant.account)
        return JSONResponse(told | {"id": self.world.new_id(), "reblog": told})

    async def poll(self, request: Request, grant: Grant) -> Response:
        return JSONResponse(self.told.poll(self._found_poll(request), grant.account))

    async def vote(self, request: Request, grant: Grant) -> Response:
        poll = self._found_poll(request)
        if grant.account in poll.votes:
            raise Refusal(422, "Validation failed: You have already voted on this poll")
        chosen = _list((await fields_of(request)).get("choices"))
        poll.votes[grant.account] = [int(str(choice)) for choice in chosen]
        return JSONResponse(self.told.poll(poll, grant.account))

    async def scheduled(self, request: Request, grant: Grant) -> Response:
        mine = [one for one in self.world.planned.values() if one.account == grant.account]
        return JSONResponse([self.told.planned(one) for one in mine])

    def say(self, account: str, text: str, reply_to: str | None) -> None:
        """Somebody on this server writes, by hand."""
        self.world.publish(Status(self.world.new_id(), account, text, clock.now(), reply_to=reply_to))

    # inside

    def paged[T](
        self, request: Request, items: Sequence[T], write: Callable[[T], Json], page: int
    ) -> Response:
        """A page of a list that is sorted newest first, with the address of the next in the Link header."""
        query = request.query_params
        limit = min(int(query.get("limit") or page), 80)
        older = [one for one in items if "max_id" not in query or int(_id(one)) < int(query["max_id"])]
        newer = [one for one in older if "since_id" not in query or int(_id(one)) > int(query["since_id"])]
        shown = newer[:limit]
        answer = JSONResponse([write(one) for one in shown])
        if len(newer) > limit:
            address = request.url.include_query_params(max_id=_id(shown[-1]))
            answer.headers["Link"] = f'<{address}>; rel="next"'
        return answer

    def _status(self, request: Request) -> Status:
        return self.world.status(request.path_params["id"])

    def _found_poll(self, request: Request) -> Poll:
        for status in self.world.statuses.values():
            if status.poll is not None and status.poll.id == request.path_params["id"]:
                return status.poll
        raise Refusal(404, "Record not found")


def _list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    return [] if value is None else [value]


def _id(one: object) -> str:
    return str(getattr(one, "id"))  # noqa: B009  (lists of several kinds of things with an id)


def _length(text: str) -> int:
    """As Mastodon counts: links 23, remote mentions by their name, graphemes."""
    shortened = _MENTION.sub(r"@\1", _URL.sub("x" * 23, text))
    return len(_GRAPHEME.findall(shortened))
