"""Connectors that publish something else, or in another way."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from tests.networks.polled import PIECE, SERVER, Polled, Upload

from resonans.networks.contract import (
    Absent,
    Media,
    NotYet,
    Outgoing,
    Ready,
    Receipt,
    Ref,
    Saved,
    Session,
    Ticket,
    Unclear,
    Visible,
)
from resonans.networks.errors import NetworkError
from resonans.networks.http import decode


class DropsWhatItDoesNotKnow(Polled):
    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        plain = replace(outgoing, text=outgoing.text.replace("👩‍🌾", "👩"))
        return super().prepare(session, plain, ticket, saved)


class ShowsATeaser(Polled):
    """Makes a post of its own while it prepares."""

    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        step = super().prepare(session, outgoing, ticket, saved)
        if isinstance(step, NotYet) or "teaser" in step.saved:
            return step
        teaser = saved.get("teased")
        if teaser is None:
            return NotYet({**step.saved, "teased": self._contain(session, {"text": "Soon!"})}, 2.0)
        headers = {"Authorization": f"Bearer {session.credentials.values['access_token']}"}
        session.http.ask("POST", f"{SERVER}/posts", headers=headers, json={"container": teaser})
        return NotYet({**step.saved, "teaser": True}, 10.0)


class ReadsAfterwards(Polled):
    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        receipt = super().publish(session, outgoing, ticket, saved)
        with suppress(NetworkError):
            self.status(session, receipt.ref)
        return receipt


class RemembersInItself(Polled):
    """Keeps a container where the next worker does not find it."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def _contain(self, session: Session, body: Mapping[str, object]) -> str:
        made = super()._contain(session, body)
        name = f"n{len(self._known)}"
        self._known[name] = made
        return name

    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        known = {name: self._known.get(str(value), value) for name, value in saved.items()}
        step = super().prepare(session, outgoing, ticket, known)
        names = {made: name for name, made in self._known.items()}
        hidden = {name: names.get(str(value), value) for name, value in step.saved.items()}
        return replace(step, saved=hidden)

    def _real(self, saved: Saved) -> Saved:
        return {name: self._known.get(str(value), value) for name, value in saved.items()}

    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        return super().publish(session, outgoing, ticket, self._real(saved))

    def look(
        self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved
    ) -> Receipt | Absent | Unclear:
        return super().look(session, outgoing, ticket, self._real(saved))


class SavesAToken(Polled):
    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        step = super().prepare(session, outgoing, ticket, saved)
        kept = {**step.saved, "as": f"Bearer {session.credentials.values['access_token']}"}
        return replace(step, saved=kept)


class DropsDescriptions(Polled):
    def _take_in(self, session: Session, media: Media, index: int, saved: Saved) -> NotYet:
        return super()._take_in(session, replace(media, alt=""), index, saved)


class SendsOnePiece(Polled):
    """Takes the first piece of a video for the whole."""

    def _take_in(self, session: Session, media: Media, index: int, saved: Saved) -> NotYet:
        upload = saved.get(f"upload:{index}")
        if upload and decode(self._get(session, f"/uploads/{upload}"), Upload).offset >= PIECE:
            media = replace(media, bytes=PIECE)
        return super()._take_in(session, media, index, saved)


class ForgetsWhatItAnswers(Polled):
    def _body(self, outgoing: Outgoing, saved: Saved) -> dict[str, object]:
        return super()._body(outgoing, saved) | {"reply_to": ""}


class ForgetsTheCard(Polled):
    def _body(self, outgoing: Outgoing, saved: Saved) -> dict[str, object]:
        return super()._body(outgoing, saved) | {"card": ""}


class CutsToFit(Polled):
    def prepare(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready | NotYet:
        return super().prepare(session, replace(outgoing, text=outgoing.text[:500]), ticket, saved)


class WaitsForEver(Polled):
    """Never sees that a post is live, if that took long."""

    _late: ClassVar[dict[str, int]] = {}

    def status(self, session: Session, ref: Ref) -> Receipt:
        receipt = super().status(session, ref)
        seen = self._late.get(ref.id, 0)
        self._late[ref.id] = seen + (receipt.visible is Visible.PENDING)
        return replace(receipt, visible=Visible.PENDING) if seen > 1 else receipt


class KeepsThePriceSecret(Polled):
    def publish(self, session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
        return replace(super().publish(session, outgoing, ticket, saved), cost_minor=None)


class OnlySaysItDeleted(Polled):
    def delete(self, session: Session, ref: Ref) -> None:
        decode(self._get(session, "/me"), dict[str, object])


class FailsTheSecondDelete(Polled):
    def delete(self, session: Session, ref: Ref) -> None:
        headers = {"Authorization": f"Bearer {session.credentials.values['access_token']}"}
        session.http.ask("DELETE", f"{SERVER}/posts/{ref.id}", headers=headers)


BROKEN = {
    "a_post_arrives_as_it_was_given": DropsWhatItDoesNotKnow,
    "preparing_shows_nothing": ShowsATeaser,
    "publishing_is_one_call": ReadsAfterwards,
    "every_step_can_be_repeated_and_resumed": RemembersInItself,
    "what_is_saved_is_plain_and_holds_no_secret": SavesAToken,
    "images_arrive_with_their_descriptions": DropsDescriptions,
    "videos_arrive_whole": SendsOnePiece,
    "replies_stand_below_their_post": ForgetsWhatItAnswers,
    "what_else_is_attached_arrives": ForgetsTheCard,
    "what_is_over_the_limit_is_rejected_in_words": CutsToFit,
    "a_slow_post_becomes_live": WaitsForEver,
    "what_a_post_costs_is_told": KeepsThePriceSecret,
    "a_deleted_post_is_gone": OnlySaysItDeleted,
    "deleting_twice_is_no_error": FailsTheSecondDelete,
}
