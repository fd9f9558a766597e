"""Bluesky, through the AT Protocol."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NoReturn

import httpx

from resonans.networks.bluesky.declaration import DECLARATION, FORM, LIMITS
from resonans.networks.contract import (
    Absent,
    Connected,
    Counts,
    Credentials,
    FormField,
    Happening,
    Limits,
    NotYet,
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
)
from resonans.networks.errors import NotSupported
from resonans.networks.http import Http

__all__ = ["Bluesky"]


class Bluesky:
    """The connector. A verb imports its part of the package when it is first called: the library is large."""

    declaration = DECLARATION

    def __init__(self, entry: str = "", directory: str = "") -> None:
        """`entry` and `directory` are where handles and identities are looked up; empty: the public ones."""
        self._entry = entry
        self._directory = directory

    def transports(self) -> Mapping[str, httpx.BaseTransport]:
        """None: a real network."""
        return {}

    def form(self) -> tuple[FormField, ...]:
        """Handle and app password."""
        return FORM

    def begin(
        self, http: Http, form: Mapping[str, str], *, return_to: str, state: str
    ) -> Connected | Redirect:
        """Sign in at once; nobody is sent anywhere."""
        from resonans.networks.bluesky import signing_in

        entry, directory = self._entry or signing_in.ENTRY, self._directory or signing_in.DIRECTORY
        return signing_in.begin(http, form, entry, directory)

    def finish(self, http: Http, pending: Mapping[str, str], query: Mapping[str, str]) -> NoReturn:
        """Nobody is sent to Bluesky, so nobody comes back from there."""
        raise NotSupported("Bluesky accounts are connected by an app password.")

    def refresh(self, session: Session) -> Credentials:
        """Both tokens anew."""
        from resonans.networks.bluesky import signing_in

        return signing_in.refresh(session)

    def limits(self, session: Session | None) -> Limits:
        """The same on every server."""
        return LIMITS

    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        """Upload images, look handles up, and build the record."""
        from resonans.networks.bluesky import sending

        return sending.prepare(session, outgoing, ticket, saved)

    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        """Write the record, unless it is there."""
        from resonans.networks.bluesky import sending

        return sending.publish(session, ticket, saved)

    def look(
        self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved
    ) -> Receipt | Absent | Unclear:
        """Read the record by the ticket's key."""
        from resonans.networks.bluesky import sending

        return sending.look(session, ticket, DECLARATION.looks_for_s)

    def repeats_safely(self, session: Session, saved: Saved) -> bool:
        """Every server refuses a second record under one key."""
        return True

    def status(self, session: Session, ref: Ref) -> Receipt:
        """Posts are live at once."""
        from resonans.networks.bluesky import sending

        return sending.status(session, ref)

    def delete(self, session: Session, ref: Ref) -> None:
        """Delete the record."""
        from resonans.networks.bluesky import sending

        sending.delete(session, ref)

    def profile(self, session: Session) -> Profile:
        """With follower counts."""
        from resonans.networks.bluesky import reading

        return reading.profile(session)

    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        """Posts and replies, without reposts."""
        from resonans.networks.bluesky import reading

        return reading.posts(session, since, cursor)

    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        """As the AppView counts now."""
        from resonans.networks.bluesky import reading

        return reading.counts(session, refs)

    def thread(self, session: Session, ref: Ref) -> tuple[Happening, ...]:
        """What others wrote below."""
        from resonans.networks.bluesky import reading

        return reading.thread(session, ref)

    def reactions(self, session: Session, ref: Ref, *, cursor: str = "") -> Page[Happening]:
        """Likes, reposts, quotes."""
        from resonans.networks.bluesky import reading

        return reading.reactions(session, ref, cursor)

    def notifications(self, session: Session, *, since: datetime, cursor: str = "") -> Page[Happening]:
        """What others did."""
        from resonans.networks.bluesky import reading

        return reading.notifications(session, since, cursor)

    def stream(self, session: Session) -> Iterator[Happening]:
        """Not there; see the declaration."""
        raise NotSupported(DECLARATION.absences[Verb.STREAM].reason)
