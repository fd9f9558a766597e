"""Mastodon, and every server that speaks its API."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import httpx
import msgspec

from resonans.core import typed
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
    MetricField,
    NotYet,
    Observed,
    Outgoing,
    Page,
    Profile,
    Ready,
    Receipt,
    Redirect,
    Ref,
    RemotePost,
    Saved,
    Session,
    Ticket,
    Unclear,
    Verb,
    say,
)
from resonans.networks.errors import Gone, NotSupported, Rejected, Retry
from resonans.networks.http import Http, decode
from resonans.networks.mastodon import connecting, posting, telling, wire
from resonans.networks.mastodon.limits import limits_of
from resonans.networks.mastodon.shapes import Account, Context, Notification, Status

_ABSENCES = {
    Verb.LINK_CARD: Absence(
        AbsenceKind.NOT_OFFERED, say("Mastodon draws its own card from the first link in the text.")
    ),
    Verb.QUOTE: Absence(
        AbsenceKind.NOT_YET, say("Mastodon can quote since version 4.5; resonans cannot do it there yet.")
    ),
    Verb.REFRESH: Absence(
        AbsenceKind.NOT_OFFERED, say("Mastodon's sign-ins do not end, so there is nothing to renew.")
    ),
}
_UNCOUNTED = Absence(AbsenceKind.NOT_OFFERED, say("Mastodon does not count this, by design."))
_PRIVATE = Absence(AbsenceKind.NOT_OFFERED, say("Mastodon keeps bookmarks private."))
_ACCOUNT = {
    MetricField.FOLLOWERS: "followers_count",
    MetricField.FOLLOWING: "following_count",
    MetricField.POSTS: "statuses_count",
}
_VERSION = "1"
_TYPES = ["mention", "favourite", "reblog", "follow"]
_PAGE = 80
_AT_ONCE = 20
"""As many statuses as a server gives by id at once (DEFAULT_STATUSES_LIMIT of Mastodon 4.3)."""


class Mastodon:
    """The connector."""

    declaration = Declaration(
        name="mastodon",
        title="Mastodon",
        verbs=frozenset(Verb) - frozenset(_ABSENCES),
        absences=_ABSENCES,
        metrics={
            metric: Definition(metric, Observed.LIFETIME_COUNTER, name, _VERSION)
            for metric, name in telling.COUNTED.items()
        },
        account_metrics={
            metric: Definition(metric, Observed.GAUGE, name, _VERSION) for metric, name in _ACCOUNT.items()
        },
        missing_metrics={
            MetricField.IMPRESSIONS: _UNCOUNTED,
            MetricField.VIEWS: _UNCOUNTED,
            MetricField.REACH: _UNCOUNTED,
            MetricField.CLICKS: _UNCOUNTED,
            MetricField.SAVES: _PRIVATE,
        },
        same_key_publishes_once=False,
        short="Ma",
        looks_for_s=posting.LOOKS_FOR_S,
    )

    def transports(self) -> Mapping[str, httpx.BaseTransport]:
        """None: servers are outside."""
        return {}

    def form(self) -> tuple[FormField, ...]:
        """The server's name."""
        return connecting.FORM

    def begin(self, http: Http, form: Mapping[str, str], *, return_to: str, state: str) -> Redirect:
        """Register an app on the server; the person agrees there."""
        return connecting.begin(http, form, return_to=return_to, state=state)

    def finish(self, http: Http, pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
        """The person came back."""
        return connecting.finish(http, pending, query)

    def refresh(self, session: Session) -> Credentials:
        """Not offered."""
        raise NotSupported(_ABSENCES[Verb.REFRESH].reason)

    def limits(self, session: Session | None) -> Limits:
        """As the server tells them; the defaults without a session."""
        return limits_of(wire.instance(session.http, session.server)) if session else limits_of()

    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        """Upload the files."""
        for verb, given in ((Verb.LINK_CARD, outgoing.link), (Verb.QUOTE, outgoing.quote)):
            if given is not None:
                raise NotSupported(_ABSENCES[verb].reason)
        return posting.prepare(session, outgoing, saved)

    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        """Post, with the ticket's key as Idempotency-Key."""
        return posting.publish(session, outgoing, ticket, saved)

    def look(
        self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved
    ) -> Receipt | Absent | Unclear:
        """Read the account's own posts since the attempt."""
        return posting.look(session, outgoing, ticket, saved)

    def repeats_safely(self, session: Session, saved: Saved) -> bool:
        """Only on a server that has shown that it honours the key."""
        return posting.repeats_safely(session, saved)

    def status(self, session: Session, ref: Ref) -> Receipt:
        """A post is live at once, or it is gone."""
        return Receipt(telling.ref_of(_status(session, ref)))

    def delete(self, session: Session, ref: Ref) -> None:
        """Delete; a post that is gone already is no error."""
        try:
            wire.repeatable(session, "DELETE", f"/api/v1/statuses/{ref.id}", bucket="delete")
        except Gone:
            return

    def profile(self, session: Session) -> Profile:
        """The account as it is now."""
        account = decode(wire.get(session, "/api/v1/accounts/verify_credentials"), Account)
        domain = session.credentials.values.get("domain") or session.server.partition("://")[2]
        return telling.profile_of(account, domain)

    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        """Own posts, newest first."""
        answer = posting.own_statuses(session, cursor)
        statuses = decode(answer, list[Status])
        new = [status for status in statuses if status.created_at >= since]
        more = wire.next_page(answer) if len(new) == len(statuses) and statuses else ""
        return Page(tuple(telling.post_of(status) for status in new), more)

    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        """Several at once where the server can (4.3 and later), else one by one."""
        found = _several(session, refs) if len(refs) > 1 else None
        if found is not None:
            return tuple(telling.counts_of(ref, found.get(ref.id)) for ref in refs)
        return tuple(telling.counts_of(ref, _status_or_none(session, ref)) for ref in refs)

    def thread(self, session: Session, ref: Ref) -> tuple[Happening, ...]:
        """What others wrote below a post."""
        below = decode(wire.get(session, f"/api/v1/statuses/{ref.id}/context"), Context).descendants
        return tuple(
            telling.comment_of(status, ref) for status in below if status.account.id != session.remote_id
        )

    def reactions(self, session: Session, ref: Ref, *, cursor: str = "") -> Page[Happening]:
        """Favourites first, then boosts; the cursor names the list and the place in it."""
        which, _, place = cursor.partition(":")
        boosts = which == "boosts"
        params: dict[str, str | int | list[str]] = {"limit": _PAGE}
        if place:
            params["max_id"] = place
        path = f"/api/v1/statuses/{ref.id}/{'reblogged_by' if boosts else 'favourited_by'}"
        answer = wire.get(session, path, params)
        kind = HappeningKind.SHARE if boosts else HappeningKind.REACTION
        told = tuple(telling.reaction_of(one, kind, ref) for one in decode(answer, list[Account]))
        more = wire.next_page(answer) if told else ""
        if more:
            return Page(told, f"{'boosts' if boosts else 'favourites'}:{more}")
        return Page(told, "" if boosts else "boosts:")

    def notifications(self, session: Session, *, since: datetime, cursor: str = "") -> Page[Happening]:
        """What others did, newest first."""
        params: dict[str, str | int | list[str]] = {"limit": _PAGE, "types[]": _TYPES}
        if cursor:
            params["max_id"] = cursor
        answer = wire.get(session, "/api/v1/notifications", params)
        told = decode(answer, list[Notification])
        new = [one for one in told if one.created_at >= since]
        more = wire.next_page(answer) if len(new) == len(told) and told else ""
        happened = (telling.happening_of(one, session) for one in new)
        return Page(tuple(one for one in happened if one is not None), more)

    def stream(self, session: Session) -> Iterator[Happening]:
        """The user stream's notifications. Servers send a ping every 30 s or so; silence ends it."""
        server = wire.streaming_address(wire.instance(session.http, session.server), session.server)
        address = f"{server}/api/v1/streaming/user"
        for event in session.http.events(address, headers=wire.bearer(session)):
            if event.event != "notification":
                continue
            try:
                told = typed.from_json(event.data, Notification)
            except msgspec.DecodeError:
                raise Retry(1.0, "The stream tells something that could not be understood.") from None
            happened = telling.happening_of(told, session)
            if happened is not None:
                yield happened


def _status(session: Session, ref: Ref) -> Status:
    return decode(wire.get(session, f"/api/v1/statuses/{ref.id}"), Status)


def _status_or_none(session: Session, ref: Ref) -> Status | None:
    try:
        return _status(session, ref)
    except Gone:
        return None


def _several(session: Session, refs: tuple[Ref, ...]) -> dict[str, Status] | None:
    """Statuses by id; None where the server does not know the question. It leaves out what is gone."""
    found: dict[str, Status] = {}
    for start in range(0, len(refs), _AT_ONCE):
        ids = [ref.id for ref in refs[start : start + _AT_ONCE]]
        try:
            answer = wire.get(session, "/api/v1/statuses", {"id[]": ids})
        except (Gone, Rejected):
            return None
        found |= {status.id: status for status in decode(answer, list[Status])}
    return found
