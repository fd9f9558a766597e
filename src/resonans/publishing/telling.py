"""A delivery's life in words."""

from collections.abc import Mapping
from typing import Any

from resonans.core.words import N_, _
from resonans.networks.outgoing import DeliveryState
from resonans.publishing import rows
from resonans.publishing.models import Delivery

MOMENTS: Mapping[str, str] = {
    "planned": N_("Planned."),
    "changed": N_("The post was changed."),
    "moved": N_("A new time was chosen."),
    "sent_by_person": N_("A person said: send it now."),
    "retried": N_("A person said: try it again."),
    "preparing": N_("Pictures and other parts are being made ready on the network."),
    "sending": N_("The attempt was written down, and the post is being sent."),
    "live": N_("The network took it. It is live."),
    "pending": N_("The network took it and does not show it yet."),
    "still_pending": N_("We asked; the network does not show it yet."),
    "pending_too_long": N_("The network has not shown it for a whole day."),
    "put_off": N_("The network could not take it just now. Nothing was published; we try again."),
    "limited": N_("The network asks us to wait. Nothing was published; we try again."),
    "lost": N_("The network's answer was lost. We are checking whether the post went out."),
    "swept_up": N_("The program stopped while it was sending. We are checking whether the post went out."),
    "looked": N_("We looked, and could not tell yet."),
    "too_late_to_repeat": N_("It is too late to send it again without knowing. We keep looking."),
    "found": N_("We looked, and it is there."),
    "found_pending": N_("We looked: the network has it and does not show it yet."),
    "absent": N_("We looked, and it surely did not go out. It is sent again."),
    "repeated_with_key": N_("We could not tell, but this network recognises a repeat: it is sent again."),
    "rejected": N_("The network refused it. Nothing was published."),
    "waiting_for_account": N_("The network no longer accepts our sign-in. The post waits for the account."),
    "account_back": N_("The account is connected again."),
    "missed": N_("It was more than 60 minutes late, so it was not sent."),
    "cancelled": N_("Cancelled."),
    "withdrawn": N_("The post was deleted before it went out."),
    "found_by_person": N_("A person found it on the network."),
    "sent_again_by_person": N_("A person looked: it is not there. It is sent again."),
    "given_up": N_("A person left it as it is."),
}

_EXPLANATIONS: Mapping[DeliveryState, str] = {
    DeliveryState.PLANNED: N_("It goes out at its time. Until then you can change, move or cancel it."),
    DeliveryState.DUE: N_("It is being made ready, or waits to be tried again. You can still cancel it."),
    DeliveryState.SENDING: N_("It is being sent. It cannot be changed now."),
    DeliveryState.PENDING: N_("The network has it and has not shown it yet. We keep asking."),
    DeliveryState.LIVE: N_("It is live."),
    DeliveryState.REJECTED: N_("It was not published. Change it, then try again."),
    DeliveryState.UNKNOWN: N_(
        "We are checking whether it went out. It is frozen until that is known. "
        "If you look there yourself, tell us what you see."
    ),
    DeliveryState.MISSED: N_("It is late, so it waits for you: send it now, choose another time, or cancel."),
    DeliveryState.WAITING_FOR_ACCOUNT: N_("It waits until its account is connected again."),
    DeliveryState.CANCELLED: N_("It was cancelled and will not be sent."),
}
_COMMENT_WAITS = N_("The first comment is sent as soon as its post is live.")


def moment(code: str) -> str:
    """The sentence of a line of the timeline."""
    return _(MOMENTS[code]) if code in MOMENTS else code


def explanation(row: Delivery) -> str:
    """How it stands, and what the reader may do."""
    if row.is_first_comment and row.planned_at is None and row.state == DeliveryState.PLANNED:
        return _(_COMMENT_WAITS)
    problem = rows.problem_sentence(row)
    said = _(_EXPLANATIONS[DeliveryState(row.state)])
    return f"{problem} {said}" if problem else said


def detail(stored: Mapping[str, Any]) -> str:
    """The network's own words, where it had any."""
    return str(stored.get("detail") or "")
