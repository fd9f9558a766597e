"""The connector of the simulated network. It knows it only by HTTP, as any other network's."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from urllib.parse import quote

import httpx
import msgspec

from resonans.core import clock, typed
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
    MediaRule,
    MetricField,
    Missing,
    NotYet,
    Observed,
    Outgoing,
    Page,
    Person,
    PollRule,
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
    say,
)
from resonans.networks.errors import Gone, Reauthorize
from resonans.networks.http import Http, decode
from resonans.networks.sandbox import outgoing as going
from resonans.networks.sandbox import shapes
from resonans.networks.sandbox.transport import HOST, SandboxTransport

SERVER = f"http://{HOST}"
_COUNTED_AT_ONCE = 100

_LIMITS = Limits(
    text=TextRule(maximum=500, unit="characters"),
    media=MediaRule(
        images_maximum=4,
        image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        image_bytes=2_000_000,
        image_pixels=16_000_000,
        alt_maximum=1000,
    ),
    poll=PollRule(
        options_minimum=2,
        options_maximum=4,
        option_length=50,
        closes_minimum_s=300,
        closes_maximum_s=604_800,
        with_media=True,
    ),
    source="docs/networks/sandbox.md",
    as_of=date(2026, 11, 23),
)


def _lifetime(field: MetricField, source_name: str, kind: Observed = Observed.LIFETIME_COUNTER) -> Definition:
    return Definition(field, kind, source_name, "1")


_POST_NUMBERS = (
    _lifetime(MetricField.IMPRESSIONS, "impressions"),
    _lifetime(MetricField.REACH, "reach", Observed.UNIQUE),
    _lifetime(MetricField.REACTIONS, "reactions"),
    _lifetime(MetricField.COMMENTS, "comments"),
    _lifetime(MetricField.SHARES, "shares"),
    _lifetime(MetricField.SAVES, "saves"),
    _lifetime(MetricField.CLICKS, "clicks"),
)
_ACCOUNT_NUMBERS = (
    _lifetime(MetricField.FOLLOWERS, "followers", Observed.GAUGE),
    _lifetime(MetricField.FOLLOWING, "following", Observed.GAUGE),
    _lifetime(MetricField.POSTS, "posts", Observed.GAUGE),
)
_KINDS = {
    "reaction": HappeningKind.REACTION,
    "comment": HappeningKind.COMMENT,
    "share": HappeningKind.SHARE,
    "follow": HappeningKind.FOLLOW,
    "unfollow": HappeningKind.UNFOLLOW,
    "mention": HappeningKind.MENTION,
}

DECLARATION = Declaration(
    name="sandbox",
    title="Sandbox",
    verbs=frozenset(set(Verb) - {Verb.VIDEO}),
    absences={
        Verb.VIDEO: Absence(AbsenceKind.NOT_OFFERED, say("The simulated network has text and images only."))
    },
    metrics={one.field: one for one in _POST_NUMBERS},
    account_metrics={one.field: one for one in _ACCOUNT_NUMBERS},
    missing_metrics={
        MetricField.VIEWS: Absence(
            AbsenceKind.NOT_OFFERED, say("The simulated network has no video, so nothing is viewed.")
        )
    },
    same_key_publishes_once=False,
    short="Sx",
)


class Sandbox:
    """See the module."""

    declaration = DECLARATION

    def transports(self) -> Mapping[str, httpx.BaseTransport]:
        """The network lives inside this process, unless an account was connected at another address."""
        return {f"all://{HOST}": SandboxTransport()}

    def form(self) -> tuple[FormField, ...]:
        """A name is enough."""
        return (
            FormField(
                "handle",
                say("Account name"),
                say("Any name makes an account. The same name again is the same account."),
            ),
            FormField("name", say("Display name"), required=False),
            FormField(
                "seed",
                say("Seed"),
                say("Another seed is another world with other people. Leave it if you do not care."),
                default="1",
                required=False,
            ),
            FormField(
                "server",
                say("Address"),
                say("Of a simulated network that runs elsewhere. Leave it for the one inside resonans."),
                default=SERVER,
                required=False,
            ),
        )

    def begin(
        self, http: Http, form: Mapping[str, str], *, return_to: str, state: str
    ) -> Connected | Redirect:
        """Any name makes an account; nobody is asked."""
        server = (form.get("server", "").strip() or SERVER).rstrip("/")
        given = {name: form.get(name, "").strip() for name in ("handle", "name", "seed")}
        body = {name: value for name, value in given.items() if value}
        opened = decode(http.ask("POST", f"{server}/connect", json=body), shapes.Opened)
        return Connected(_profile(opened.account), _credentials(opened), server)

    def finish(self, http: Http, pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
        """Nobody is ever sent away by `begin`, so nobody comes back."""
        raise Reauthorize("The simulated network connects at once.")

    def refresh(self, session: Session) -> Credentials:
        """Renew the pair; the refresh token rotates."""
        token = session.credentials.values.get("refresh_token", "")
        if not token:
            raise Reauthorize("There is no refresh token.")
        answer = session.http.ask("POST", f"{session.server}/token", json={"refresh_token": token})
        renewed = _credentials(decode(answer, shapes.Tokens))
        if renewed.values["refresh_token"]:
            return renewed
        return Credentials(dict(renewed.values) | {"refresh_token": token}, renewed.expires_at)

    def limits(self, session: Session | None) -> Limits:
        """The network's own; with a session also the account's cap."""
        if session is None:
            return _LIMITS
        rules = going.rules(session)
        if rules.posts_per_day is None:
            return _LIMITS
        return Limits(
            text=_LIMITS.text,
            media=_LIMITS.media,
            poll=_LIMITS.poll,
            source=_LIMITS.source,
            as_of=_LIMITS.as_of,
            posts_per_day=rules.posts_per_day,
        )

    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        """Read the rules, upload the images, and make a container where the account is told to."""
        return going.prepare(session, outgoing, ticket, saved, _LIMITS)

    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        """One call: the post, or the container's publication."""
        container = str(saved.get("container") or "")
        if container:
            answer = session.http.once(
                "POST",
                f"{session.server}/containers/{container}/publish",
                headers=going.signed(session, ticket),
            )
        else:
            answer = session.http.once(
                "POST",
                f"{session.server}/posts",
                headers=going.signed(session, ticket),
                json=going.body(outgoing, saved),
            )
        return _receipt(decode(answer, shapes.Post))

    def look(
        self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved
    ) -> Receipt | Absent | Unclear:
        """By the container, by the key where it is honoured, else among the posts made since the ticket.

        Where keys are not honoured a post may be there and not shown yet, so its absence is never sure.
        """
        found = going.find(session, outgoing, ticket, saved)
        if found is not None:
            return _receipt(found)
        tried_at = ticket.tried_at or ticket.created_at
        if clock.now() < tried_at + timedelta(seconds=self.declaration.looks_for_s):
            return Unclear("The post is not there yet; a lost call may still arrive.")
        if not (saved.get("honours_key") or saved.get("container")):
            return Unclear("The post cannot be seen, which does not prove that it is not there.")
        return Absent()

    def repeats_safely(self, session: Session, saved: Saved) -> bool:
        """Where the rules that were read in `prepare` say that keys are honoured."""
        return bool(saved.get("honours_key"))

    def status(self, session: Session, ref: Ref) -> Receipt:
        """Pending or live."""
        answer = session.http.ask(
            "GET", f"{session.server}/posts/{quote(ref.id, safe='')}", headers=going.signed(session)
        )
        return _receipt(decode(answer, shapes.Post))

    def delete(self, session: Session, ref: Ref) -> None:
        """Take it away; that it is gone already is fine."""
        try:
            session.http.ask(
                "DELETE", f"{session.server}/posts/{quote(ref.id, safe='')}", headers=going.signed(session)
            )
        except Gone:
            return

    def profile(self, session: Session) -> Profile:
        """As it is now."""
        answer = session.http.ask("GET", f"{session.server}/me", headers=going.signed(session))
        return _profile(decode(answer, shapes.Account))

    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        """Own posts, newest first."""
        answer = session.http.ask(
            "GET",
            f"{session.server}/posts",
            params={"since": _milliseconds(since), "cursor": cursor},
            headers=going.signed(session),
        )
        page = decode(answer, shapes.Posts)
        return Page(tuple(_remote_post(one) for one in page.items), page.cursor)

    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        """Asked for a hundred at a time."""
        found: list[Counts] = []
        for start in range(0, len(refs), _COUNTED_AT_ONCE):
            found.extend(self._counts(session, refs[start : start + _COUNTED_AT_ONCE]))
        return tuple(found)

    def _counts(self, session: Session, refs: tuple[Ref, ...]) -> Iterator[Counts]:
        answer = session.http.ask(
            "GET",
            f"{session.server}/counts",
            params={"ids": ",".join(ref.id for ref in refs)},
            headers=going.signed(session),
        )
        page = decode(answer, shapes.Counted)
        for ref in refs:
            numbers = page.counts.get(ref.id)
            at = shapes.instant(page.at)
            if numbers is None:
                missing = dict.fromkeys(self.declaration.metrics, Missing.DELETED)
                yield Counts(ref, at, {}, missing, deleted=True)
            else:
                values = msgspec.structs.asdict(numbers)
                yield Counts(ref, at, {field: values[field.value] for field in self.declaration.metrics})

    def thread(self, session: Session, ref: Ref) -> tuple[Happening, ...]:
        """All comments, and what accounts answered."""
        answer = session.http.ask(
            "GET", f"{session.server}/posts/{quote(ref.id, safe='')}/comments", headers=going.signed(session)
        )
        return tuple(_happening(one) for one in decode(answer, shapes.Many).items)

    def reactions(self, session: Session, ref: Ref, *, cursor: str = "") -> Page[Happening]:
        """Reactions and shares."""
        answer = session.http.ask(
            "GET",
            f"{session.server}/posts/{quote(ref.id, safe='')}/reactions",
            params={"cursor": cursor},
            headers=going.signed(session),
        )
        return _page(decode(answer, shapes.Many))

    def notifications(self, session: Session, *, since: datetime, cursor: str = "") -> Page[Happening]:
        """Reactions, comments, shares, mentions, and who came and went."""
        answer = session.http.ask(
            "GET",
            f"{session.server}/notifications",
            params={"since": _milliseconds(since), "cursor": cursor},
            headers=going.signed(session),
        )
        return _page(decode(answer, shapes.Many))

    def stream(self, session: Session) -> Iterator[Happening]:
        """The same as it happens; the network ends each stream after some seconds."""
        for event in session.http.events(f"{session.server}/stream", headers=going.signed(session)):
            if event.event == "notice":
                yield _happening(typed.from_json(event.data, shapes.Told))


def _profile(account: shapes.Account) -> Profile:
    return Profile(
        id=account.id,
        handle=account.handle,
        name=account.name,
        url="",
        followers=account.followers,
        following=account.following,
        posts=account.posts,
    )


def _credentials(tokens: shapes.Tokens) -> Credentials:
    return Credentials(
        {"access_token": tokens.access_token, "refresh_token": tokens.refresh_token},
        clock.now() + timedelta(seconds=tokens.expires_in),
    )


def _receipt(post: shapes.Post) -> Receipt:
    return Receipt(
        Ref(post.id, url=post.url),
        visible=Visible.LIVE if post.state == "live" else Visible.PENDING,
        cost_minor=post.cost_minor,
        cost_currency=post.cost_currency,
    )


def _remote_post(post: shapes.Post) -> RemotePost:
    return RemotePost(
        ref=Ref(post.id, url=post.url),
        created_at=shapes.instant(post.created_ms),
        text=post.text,
        media_types=("image",) * post.media,
        language=post.language,
        reply_to=Ref(post.reply_to) if post.reply_to else None,
    )


def _page(many: shapes.Many) -> Page[Happening]:
    return Page(tuple(_happening(one) for one in many.items), many.cursor)


def _happening(told: shapes.Told) -> Happening:
    return Happening(
        id=told.id,
        kind=_KINDS[told.kind],
        at=shapes.instant(told.at),
        person=Person(told.who.id, told.who.handle, told.who.name, told.who.followers),
        post=Ref(told.post) if told.post else None,
        comment=Ref(told.comment) if told.comment else None,
        text=told.text,
        language=told.language,
    )


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
