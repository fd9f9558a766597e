"""Connectors that misread a network that fails."""

from dataclasses import replace

from tests.networks.polled import SERVER, Me, Polled, Post, receipt_of

from resonans.networks.contract import (
    Absent,
    Counts,
    Outgoing,
    Profile,
    Receipt,
    Ref,
    Saved,
    Session,
    Ticket,
    Unclear,
)
from resonans.networks.errors import OutcomeUnknown, Problem, Reauthorize, Rejected, Retry
from resonans.networks.http import decode

type Found = Receipt | Absent | Unclear


class TakesAnUnknownOutcomeForNone(Polled):
    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        try:
            return super().publish(session, outgoing, ticket, saved)
        except OutcomeUnknown as error:
            raise Retry(15, error.detail) from None


class NeverFinds(Polled):
    def look(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Found:
        found = super().look(session, outgoing, ticket, saved)
        return Unclear("Who knows.") if isinstance(found, Receipt) else found


class InventsAPost(Polled):
    """Unless somebody has said the same before."""

    def look(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Found:
        found = super().look(session, outgoing, ticket, saved)
        said = {post.text for post in self.posts(session, since=ticket.created_at.replace(hour=0)).items}
        if isinstance(found, Receipt) or outgoing.text in said:
            return found
        return Receipt(Ref(f"post-of-{ticket.key}"))


class FindsAnyPostThatSaysTheSame(Polled):
    def look(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Found:
        found = super().look(session, outgoing, ticket, saved)
        if isinstance(found, Receipt):
            return found
        for post in self.posts(session, since=ticket.created_at.replace(hour=0)).items:
            if post.text == outgoing.text:
                return Receipt(post.ref)
        return found


class DoesNotWaitForTheLostCall(Polled):
    """Promises nothing of repeats, and says at once that a post is not there."""

    declaration = replace(Polled.declaration, same_key_publishes_once=False)

    def repeats_safely(self, session: Session, saved: Saved) -> bool:
        return False

    def look(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Found:
        found = super().look(session, outgoing, ticket, saved)
        return found if isinstance(found, Receipt) else Absent()


class PublishesACopy(Polled):
    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        headers = {"Authorization": f"Bearer {session.credentials.values['access_token']}"}
        body = {"container": saved["post"], "copy": True}
        answer = session.http.once("POST", f"{SERVER}/posts", headers=headers, json=body)
        return receipt_of(decode(answer, Post))


class IsImpatient(Polled):
    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        try:
            return super().publish(session, outgoing, ticket, saved)
        except Retry as error:
            if error.after_s == 17:
                error.after_s = 1.0
            raise


class AsksAgainAtOnce(Polled):
    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        try:
            return super().publish(session, outgoing, ticket, saved)
        except Retry as error:
            if error.limited and error.after_s == 60:
                error.after_s = 0.0
            raise


class DoubtsWhatWasNeverSent(Polled):
    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        try:
            return super().publish(session, outgoing, ticket, saved)
        except Retry as error:
            if not error.limited:
                raise OutcomeUnknown(error.detail) from None
            raise


class BlamesTheAuthor(Polled):
    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        try:
            return super().publish(session, outgoing, ticket, saved)
        except Reauthorize as error:
            raise Rejected(Problem("forbidden"), error.detail) from None


class TakesFailureForEmptiness(Polled):
    def counts(self, session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
        try:
            return super().counts(session, refs)
        except Retry as error:
            if error.detail == "Something went wrong":
                return ()
            raise


class TrustsEveryAnswer(Polled):
    def profile(self, session: Session) -> Profile:
        answer = self._get(session, "/me").json()
        me = Me(answer["id"], answer["handle"], answer["name"], answer["followers"])
        return Profile(me.id, me.handle, me.name, f"{SERVER}/@{me.handle}", followers=me.followers)


class AnswersFromMemory(Polled):
    """Says what it knew where it may not ask."""

    def profile(self, session: Session) -> Profile:
        try:
            return super().profile(session)
        except Retry as error:
            if error.limited:
                return Profile(session.remote_id, session.handle, "Kajen", SERVER, followers=3)
            raise


class QuotesTheToken(Polled):
    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        try:
            return super().publish(session, outgoing, ticket, saved)
        except Reauthorize:
            token = session.credentials.values["access_token"]
            raise Reauthorize(f"The network does not accept {token}.") from None


BROKEN = {
    "a_lost_answer_is_an_unknown_outcome": TakesAnUnknownOutcomeForNone,
    "what_arrived_is_found": NeverFinds,
    "what_never_arrived_is_not_found": InventsAPost,
    "a_post_of_another_delivery_is_passed_by": FindsAnyPostThatSaysTheSame,
    "absence_is_not_declared_too_early": DoesNotWaitForTheLostCall,
    "a_repeat_is_harmless_where_that_is_promised": PublishesACopy,
    "a_busy_network_is_left_alone_for_as_long_as_it_asks": IsImpatient,
    "a_busy_network_that_does_not_say_how_long_is_left_alone_too": AsksAgainAtOnce,
    "an_unreachable_network_got_nothing": DoubtsWhatWasNeverSent,
    "dead_credentials_ask_for_a_person": BlamesTheAuthor,
    "a_failing_network_is_not_an_empty_one": TakesFailureForEmptiness,
    "nonsense_is_not_an_answer": TrustsEveryAnswer,
    "the_budget_is_asked_before_each_call": AnswersFromMemory,
    "secrets_stay_out_of_words": QuotesTheToken,
}
