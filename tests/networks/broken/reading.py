"""Connectors that tell the wrong numbers, times and lists."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.networks.polled import Polled

from resonans.networks.contract import Counts, MetricField, Missing, Page, Profile, Ref, RemotePost, Session


class TellsOfSomebodyElse(Polled):
    def profile(self, session: Session) -> Profile:
        return replace(super().profile(session), id="p-somebody")


class CountsNoFollowers(Polled):
    def profile(self, session: Session) -> Profile:
        return replace(super().profile(session), followers=0)


class NeverEndsItsList(Polled):
    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        page = super().posts(session, since=since, cursor=cursor)
        return Page(page.items, page.cursor or "0")


class TellsEverythingSinceEver(Polled):
    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        return super().posts(session, since=since - timedelta(days=30), cursor=cursor)


class TellsMarkup(Polled):
    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        page = super().posts(session, since=since, cursor=cursor)
        return Page(tuple(replace(post, text=f"<p>{post.text}</p>") for post in page.items), page.cursor)


class AnswersInItsOwnOrder(Polled):
    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        told = super().counts(session, refs)
        return tuple(sorted(told, key=lambda count: int(count.ref.id[1:]) if count.ref else 0))


class TellsZeroForUnknown(Polled):
    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        told = super().counts(session, refs)
        return tuple(
            count if count.deleted else replace(count, values={**count.values, MetricField.CLICKS: 0})
            for count in told
        )


class CountsNothing(Polled):
    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        told = super().counts(session, refs)
        return tuple(
            replace(count, values=dict.fromkeys(count.values, 0)) if count.values else count for count in told
        )


class CountsTheDeleted(Polled):
    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        told = super().counts(session, refs)
        zero = dict.fromkeys((MetricField.REACTIONS, MetricField.COMMENTS, MetricField.SHARES), 0)
        reason = {MetricField.REACH: Missing.NOT_YET}
        return tuple(
            replace(count, values=zero, missing=reason, deleted=False) if count.deleted else count
            for count in told
        )


class ForgetsTheZone(Polled):
    def posts(self, session: Session, *, since: datetime, cursor: str = "") -> Page[RemotePost]:
        page = super().posts(session, since=since, cursor=cursor)
        naive = tuple(replace(post, created_at=post.created_at.replace(tzinfo=None)) for post in page.items)
        return Page(naive, page.cursor)


BROKEN = {
    "the_profile_tells_whose_account_it_is": TellsOfSomebodyElse,
    "followers_are_counted": CountsNoFollowers,
    "own_posts_are_listed_newest_first_and_the_list_ends": NeverEndsItsList,
    "older_posts_than_asked_for_are_left_out": TellsEverythingSinceEver,
    "a_listed_post_says_what_it_says": TellsMarkup,
    "numbers_come_one_for_each_post_and_in_order": AnswersInItsOwnOrder,
    "a_number_has_a_value_or_a_reason": TellsZeroForUnknown,
    "numbers_follow_what_people_do": CountsNothing,
    "a_deleted_post_has_no_numbers": CountsTheDeleted,
    "times_are_aware_and_in_utc": ForgetsTheZone,
}
