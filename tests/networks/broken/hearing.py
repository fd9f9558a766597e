"""Connectors that do not listen well."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from tests.networks.polled import Polled

from resonans.networks.contract import Happening, HappeningKind, Page, Person, Ref, Session
from resonans.networks.errors import Retry


class LosesTheWords(Polled):
    def thread(self, session: Session, ref: Ref) -> tuple[Happening, ...]:
        return tuple(replace(one, text="") for one in super().thread(session, ref))


class LosesThePeople(Polled):
    def reactions(self, session: Session, ref: Ref, *, cursor: str = "") -> Page[Happening]:
        page = super().reactions(session, ref, cursor=cursor)
        return Page(tuple(replace(one, person=Person("")) for one in page.items), page.cursor)


class IgnoresFollowers(Polled):
    def notifications(self, session: Session, *, since: datetime, cursor: str = "") -> Page[Happening]:
        page = super().notifications(session, since=since, cursor=cursor)
        return Page(tuple(one for one in page.items if one.kind is not HappeningKind.FOLLOW), page.cursor)


class TellsOldNews(Polled):
    def notifications(self, session: Session, *, since: datetime, cursor: str = "") -> Page[Happening]:
        return super().notifications(session, since=since - timedelta(days=30), cursor=cursor)


class NeverEndsItsNews(Polled):
    def notifications(self, session: Session, *, since: datetime, cursor: str = "") -> Page[Happening]:
        page = super().notifications(session, since=since, cursor=cursor)
        return Page(page.items, page.cursor or "0")


class GivesReactionsOtherIds(Polled):
    def reactions(self, session: Session, ref: Ref, *, cursor: str = "") -> Page[Happening]:
        page = super().reactions(session, ref, cursor=cursor)
        return Page(tuple(replace(one, id=f"reaction-{one.id}") for one in page.items), page.cursor)


class StreamsEverythingAsComments(Polled):
    def stream(self, session: Session) -> Iterator[Happening]:
        for one in super().stream(session):
            yield replace(one, kind=HappeningKind.COMMENT)


class EndsQuietly(Polled):
    def stream(self, session: Session) -> Iterator[Happening]:
        try:
            yield from super().stream(session)
        except Retry as error:
            if error.limited:
                raise


BROKEN = {
    "comments_are_told_with_their_words_and_people": LosesTheWords,
    "reactions_are_told_with_their_people": LosesThePeople,
    "notifications_tell_what_others_did": IgnoresFollowers,
    "older_notifications_than_asked_for_are_left_out": TellsOldNews,
    "lists_of_happenings_end": NeverEndsItsNews,
    "a_happening_has_one_id_everywhere": GivesReactionsOtherIds,
    "the_stream_tells_as_it_happens": StreamsEverythingAsComments,
    "a_stream_that_breaks_is_to_be_opened_again": EndsQuietly,
}
