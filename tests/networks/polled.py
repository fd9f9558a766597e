"""A connector for tests, for a network that delivers as the stricter ones do.

Images are fetched by the network from a public address, videos are uploaded in pieces that can be resumed,
each becomes a container that is polled until it is ready; a post is pending before it is live, costs money,
and is capped per day.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import httpx
import msgspec

from resonans.core import clock
from resonans.networks import fitting
from resonans.networks.answers import nonsense
from resonans.networks.contract import (
    Absence,
    AbsenceKind,
    Absent,
    Connected,
    Counts,
    Credentials,
    Declaration,
    Definition,
    FormField,
    Happening,
    HappeningKind,
    Limits,
    Media,
    MediaRule,
    MetricField,
    Missing,
    NotYet,
    Observed,
    Outgoing,
    Page,
    Person,
    Profile,
    Ready,
    Receipt,
    Redirect,
    Ref,
    RemotePost,
    Saved,
    Session,
    TextRule,
    Ticket,
    Unclear,
    Verb,
    Visible,
)
from resonans.networks.errors import Gone, NotSupported, Problem, Reauthorize, Rejected, Retry
from resonans.networks.http import Http, decode

SERVER = "http://polled.internal"
PIECE = 64 * 1024
_LACKS = {
    Verb.POLL: Absence(AbsenceKind.NOT_OFFERED, "This network has no polls."),
    Verb.QUOTE: Absence(AbsenceKind.NOT_YET, "Quotes are not built yet."),
}
_COUNTED = {
    MetricField.REACTIONS: ("likes", Observed.LIFETIME_COUNTER),
    MetricField.COMMENTS: ("comments", Observed.LIFETIME_COUNTER),
    MetricField.SHARES: ("shares", Observed.LIFETIME_COUNTER),
    MetricField.REACH: ("reach", Observed.UNIQUE),
}
_KINDS = {
    "like": HappeningKind.REACTION,
    "comment": HappeningKind.COMMENT,
    "share": HappeningKind.SHARE,
    "follow": HappeningKind.FOLLOW,
    "mention": HappeningKind.MENTION,
}


class Token(msgspec.Struct):
    access_token: str
    expires_in: int
    refresh_token: str = ""


class Me(msgspec.Struct):
    id: str
    handle: str
    name: str
    followers: int


class Container(msgspec.Struct):
    id: str
    state: str
    post: str = ""


class Upload(msgspec.Struct):
    id: str
    offset: int


class Post(msgspec.Struct):
    id: str
    state: str
    made_at: datetime
    text: str
    reply_to: str
    cost_minor: int
    cost_currency: str


class Someone(msgspec.Struct):
    id: str
    handle: str
    name: str


class Happened(msgspec.Struct):
    id: str
    kind: str
    at: datetime
    person: Someone
    post: str
    text: str
    comment: str = ""


class Numbers(msgspec.Struct):
    id: str
    deleted: bool
    likes: int = 0
    comments: int = 0
    shares: int = 0
    reach: int | None = None


class Items[T](msgspec.Struct):
    items: list[T]
    cursor: str = ""


class Polled:
    """The connector."""

    declaration = Declaration(
        name="polled",
        title="Polled",
        verbs=frozenset(Verb) - frozenset(_LACKS),
        absences=_LACKS,
        metrics={name: Definition(name, kind, source, "1") for name, (source, kind) in _COUNTED.items()},
        account_metrics={
            MetricField.FOLLOWERS: Definition(MetricField.FOLLOWERS, Observed.GAUGE, "followers", "1")
        },
        missing_metrics={
            name: Absence(AbsenceKind.NOT_OFFERED, "This network does not count it.")
            for name in MetricField
            if name not in {*_COUNTED, MetricField.FOLLOWERS}
        },
        same_key_publishes_once=True,
        short="Po",
        post_cost_minor=15,
        post_cost_currency="USD",
        looks_for_s=60.0,
    )

    def transports(self) -> Mapping[str, httpx.BaseTransport]:
        return {}

    def form(self) -> tuple[FormField, ...]:
        return ()

    # connecting

    def begin(
        self, http: Http, form: Mapping[str, str], *, return_to: str, state: str
    ) -> Connected | Redirect:
        query = urlencode({"redirect_uri": return_to, "state": state})
        return Redirect(f"{SERVER}/authorize?{query}", {"return_to": return_to})

    def finish(self, http: Http, pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
        if "code" not in query:
            raise Rejected(Problem("sign_in_declined"))
        form = {"grant_type": "code", "code": query["code"], "redirect_uri": pending["return_to"]}
        token = decode(http.ask("POST", f"{SERVER}/oauth/token", data=form), Token)
        credentials = _credentials(token, "")
        return Connected(self._profile(http, credentials), credentials, SERVER)

    def refresh(self, session: Session) -> Credentials:
        old = session.credentials.values["refresh_token"]
        form = {"grant_type": "refresh_token", "refresh_token": old}
        return _credentials(decode(session.http.ask("POST", f"{SERVER}/oauth/token", data=form), Token), old)

    # publishing

    def limits(self, session: Session | None) -> Limits:
        return Limits(
            text=TextRule(500, "characters", hashtags_maximum=30),
            media=MediaRule(
                images_maximum=10,
                image_types=("image/jpeg",),
                image_bytes=8_000_000,
                videos_maximum=1,
                video_types=("video/mp4",),
                video_bytes=300_000_000,
                video_seconds=900,
                fetched=True,
            ),
            source="tests/networks/polled_fake.py",
            as_of=date(2026, 11, 23),
            posts_per_day=25,
        )

    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        if outgoing.poll or outgoing.quote:
            raise NotSupported(_LACKS[Verb.POLL if outgoing.poll else Verb.QUOTE].reason)
        fitting.check(outgoing, self.limits(session))
        for index, media in enumerate(outgoing.media):
            if f"media:{index}" not in saved:
                return self._take_in(session, media, index, saved)
        if "post" not in saved:
            return NotYet({**saved, "post": self._contain(session, self._body(outgoing, saved))}, 2.0)
        container = decode(self._get(session, f"/containers/{saved['post']}"), Container)
        if container.state == "processing":
            return NotYet(saved, 2.0)
        if container.state == "failed":
            raise Rejected(Problem("media_failed"))
        return Ready(saved)

    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        answer = session.http.once(
            "POST", f"{SERVER}/posts", headers=_bearer(session), json={"container": saved["post"]}
        )
        return receipt_of(decode(answer, Post))

    def look(
        self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved
    ) -> Receipt | Absent | Unclear:
        container = decode(self._get(session, f"/containers/{saved['post']}"), Container)
        if container.post:
            return self.status(session, Ref(container.post))
        tried = ticket.tried_at or ticket.created_at
        if clock.now() - tried < timedelta(seconds=self.declaration.looks_for_s):
            return Unclear("The container is not published yet.")
        return Absent()

    def repeats_safely(self, session: Session, saved: Saved) -> bool:
        return True

    def status(self, session: Session, ref: Ref) -> Receipt:
        return receipt_of(decode(self._get(session, f"/posts/{ref.id}"), Post))

    def delete(self, session: Session, ref: Ref) -> None:
        try:
            session.http.ask("DELETE", f"{SERVER}/posts/{ref.id}", headers=_bearer(session))
        except Gone:
            return

    # reading

    def profile(self, session: Session) -> Profile:
        return self._profile(session.http, session.credentials)

    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        answer = self._get(session, "/me/posts", {"since": since.isoformat(), "cursor": cursor})
        page = decode(answer, Items[Post])
        return Page(tuple(_remote(post) for post in page.items), page.cursor)

    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        answer = self._get(session, "/numbers", {"ids": ",".join(ref.id for ref in refs)})
        found = {one.id: one for one in decode(answer, Items[Numbers]).items}
        if set(found) != {ref.id for ref in refs}:
            raise nonsense(answer, "numbers of other posts")
        return tuple(_counts(ref, found[ref.id]) for ref in refs)

    def thread(self, session: Session, ref: Ref) -> tuple[Happening, ...]:
        told: list[Happening] = []
        cursor = ""
        while True:
            page = self._happened(session, f"/posts/{ref.id}/comments", {"cursor": cursor})
            told.extend(page.items)
            cursor = page.cursor
            if not cursor:
                return tuple(told)

    def reactions(self, session: Session, ref: Ref, *, cursor: str = "") -> Page[Happening]:
        return self._happened(session, f"/posts/{ref.id}/reactions", {"cursor": cursor})

    def notifications(self, session: Session, *, since: datetime, cursor: str = "") -> Page[Happening]:
        return self._happened(session, "/me/notifications", {"since": since.isoformat(), "cursor": cursor})

    def stream(self, session: Session) -> Iterator[Happening]:
        for event in session.http.events(f"{SERVER}/me/stream", headers=_bearer(session)):
            try:
                yield _happening(msgspec.json.decode(event.data, type=Happened))
            except msgspec.DecodeError:
                raise Retry(1.0, "The stream tells something else.") from None

    # inside

    def _get(self, session: Session, path: str, params: Mapping[str, str] | None = None) -> httpx.Response:
        return session.http.ask("GET", f"{SERVER}{path}", params=params, headers=_bearer(session))

    def _profile(self, http: Http, credentials: Credentials) -> Profile:
        headers = {"Authorization": f"Bearer {credentials.values['access_token']}"}
        me = decode(http.ask("GET", f"{SERVER}/me", headers=headers), Me)
        return Profile(me.id, me.handle, me.name, f"{SERVER}/@{me.handle}", followers=me.followers)

    def _happened(self, session: Session, path: str, params: Mapping[str, str]) -> Page[Happening]:
        page = decode(self._get(session, path, params), Items[Happened])
        return Page(tuple(_happening(one) for one in page.items), page.cursor)

    def _take_in(self, session: Session, media: Media, index: int, saved: Saved) -> NotYet:
        """The next step of one file: its container, or another piece of its upload."""
        if not fitting.is_video(media):
            made = self._contain(session, {"kind": "image", "address": media.address, "alt": media.alt})
            return NotYet({**saved, f"media:{index}": made}, 0.0)
        upload = saved.get(f"upload:{index}")
        if upload is None:
            answer = session.http.ask(
                "POST",
                f"{SERVER}/uploads",
                headers=_bearer(session),
                json={"bytes": media.bytes, "alt": media.alt},
            )
            return NotYet({**saved, f"upload:{index}": decode(answer, Upload).id}, 0.0)
        offset = decode(self._get(session, f"/uploads/{upload}"), Upload).offset
        if offset < media.bytes:
            self._send_piece(session, str(upload), media, offset)
            return NotYet(saved, 0.0)
        made = self._contain(session, {"kind": "video", "upload": upload, "alt": media.alt})
        return NotYet({**saved, f"media:{index}": made}, 0.0)

    def _send_piece(self, session: Session, upload: str, media: Media, offset: int) -> None:
        with media.path.open("rb") as file:
            file.seek(offset)
            piece = file.read(PIECE)
        headers = {**_bearer(session), "Offset": str(offset)}
        session.http.ask("PUT", f"{SERVER}/uploads/{upload}", headers=headers, content=piece)

    def _contain(self, session: Session, body: Mapping[str, object]) -> str:
        answer = session.http.ask("POST", f"{SERVER}/containers", headers=_bearer(session), json=body)
        return decode(answer, Container).id

    def _body(self, outgoing: Outgoing, saved: Saved) -> dict[str, object]:
        return {
            "kind": "post",
            "text": outgoing.text,
            "language": outgoing.language,
            "children": [saved[f"media:{index}"] for index in range(len(outgoing.media))],
            "reply_to": outgoing.reply_to.id if outgoing.reply_to else "",
            "card": outgoing.link.url if outgoing.link else "",
        }


def _bearer(session: Session) -> dict[str, str]:
    return {"Authorization": f"Bearer {session.credentials.values['access_token']}"}


def _credentials(token: Token, old_refresh: str) -> Credentials:
    if not token.access_token:
        raise Reauthorize("The network gave no token.")
    values = {"access_token": token.access_token, "refresh_token": token.refresh_token or old_refresh}
    return Credentials(values, clock.now() + timedelta(seconds=token.expires_in))


def receipt_of(post: Post) -> Receipt:
    visible = Visible.LIVE if post.state == "live" else Visible.PENDING
    return Receipt(Ref(post.id, "", f"{SERVER}/{post.id}"), visible, post.cost_minor, post.cost_currency)


def _remote(post: Post) -> RemotePost:
    above = Ref(post.reply_to) if post.reply_to else None
    return RemotePost(Ref(post.id, "", f"{SERVER}/{post.id}"), post.made_at, post.text, reply_to=above)


def _counts(ref: Ref, numbers: Numbers) -> Counts:
    if numbers.deleted:
        gone = dict.fromkeys(_COUNTED, Missing.DELETED)
        return Counts(ref, clock.now(), {}, gone, deleted=True)
    values = {
        MetricField.REACTIONS: numbers.likes,
        MetricField.COMMENTS: numbers.comments,
        MetricField.SHARES: numbers.shares,
    }
    if numbers.reach is None:
        return Counts(ref, clock.now(), values, {MetricField.REACH: Missing.TOO_FEW})
    return Counts(ref, clock.now(), {**values, MetricField.REACH: numbers.reach})


def _happening(one: Happened) -> Happening:
    person = Person(one.person.id, one.person.handle, one.person.name)
    post = Ref(one.post) if one.post else None
    comment = Ref(one.comment) if one.comment else None
    return Happening(one.id, _KINDS[one.kind], one.at, person, post, comment, one.text)
