"""How values of other rooms are shown: the word and tone of a state, a measured value in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from resonans.core.words import N_, _
from resonans.measurement.value import Status, Value
from resonans.web import formats


@dataclass(frozen=True, slots=True)
class State:
    """A state in one word, with the tone of its pill."""

    word: str
    tone: str


_STATES: Mapping[str, tuple[str, str]] = {
    "draft": (N_("Draft"), "draft"),
    "in_review": (N_("Needs approval"), "warn"),
    "declined": (N_("Declined"), "bad"),
    "scheduled": (N_("Scheduled"), "info"),
    "planned": (N_("Scheduled"), "info"),
    "due": (N_("Going out"), "info"),
    "sending": (N_("Going out"), "info"),
    "pending": (N_("Being processed"), "info"),
    "live": (N_("Published"), "ok"),
    "rejected": (N_("Failed"), "bad"),
    "unknown": (N_("Being checked"), "warn"),
    "missed": (N_("Missed"), "bad"),
    "waiting_for_account": (N_("Waits for account"), "warn"),
    "cancelled": (N_("Cancelled"), "draft"),
}


def state(name: str) -> State:
    """The word and tone of a post's or a delivery's state."""
    word, tone = _STATES[name]
    return State(_(word), tone)


@dataclass(frozen=True, slots=True)
class Measured:
    """A value in words; parts that do not apply are empty."""

    text: str
    unit: str
    interval: str
    status: str


_REASONS: Mapping[str, str] = {
    "not_offered": N_("The network does not offer this number."),
    "not_permitted": N_("The account's permissions do not include this number."),
    "too_few": N_("Too few to tell."),
    "not_yet": N_("Not collected yet."),
    "retired": N_("The network no longer gives this number."),
    "deleted": N_("The post was deleted."),
    "zero_denominator": N_("There is nothing to divide by yet."),
    "nothing_in_window": N_("Nothing in these days."),
    "bounds": N_("Bounds: the same people may have seen several posts."),
}
_STATUSES: Mapping[Status, str] = {
    Status.PARTIAL: N_("Some accounts or days are missing."),
    Status.PROVISIONAL: N_("The last 72 hours may still change."),
    Status.NO_DATA: N_("No data for this time."),
}


def measured(value: Value) -> Measured:
    """A measured value in words; a missing one is “Unknown” with its reason, never zero."""
    is_known = value.reason in _REASONS and not (value.reason == "not_yet" and value.value is not None)
    reason = _(_REASONS[value.reason]) if is_known else ""
    status = reason or (_(_STATUSES[value.status]) if value.status in _STATUSES else "")
    if value.value is None and value.interval is not None:
        between = _("%(low)s to %(high)s") % {
            "low": amount(value.interval.low, value.unit),
            "high": amount(value.interval.high, value.unit),
        }
        return Measured(between, unit_word(value), "", status)
    if value.value is None:
        return Measured(_("Unknown"), "", "", status or _(_STATUSES[Status.NO_DATA]))
    interval = ""
    if value.interval is not None:
        interval = _("likely %(low)s to %(high)s") % {
            "low": amount(value.interval.low, value.unit),
            "high": amount(value.interval.high, value.unit),
        }
    return Measured(amount(value.value, value.unit), unit_word(value), interval, status)


def amount(value: float, unit: str) -> str:
    """A number with the form of its unit."""
    kind, _sep, detail = unit.partition(":")
    match kind:
        case "share":
            return formats.share(value, 1 if abs(value) < 0.995 else 0)
        case "seconds":
            return formats.duration(value)
        case "currency":
            return formats.money(round(value), detail)
        case _other:
            return formats.number(value, 0 if float(value).is_integer() else 1)


def unit_word(value: Value) -> str:
    """What is counted, where the number alone does not say it."""
    return _("people") if value.unit == "people" else ""


@dataclass(frozen=True, slots=True)
class Used:
    """How much of something's room is used."""

    percent: int
    tone: str


def used(length: int, maximum: int) -> Used:
    """Per cent of the maximum, at most 100; it warns from 90 % on."""
    percent = 100 if maximum <= 0 else min(100, round(100 * length / maximum))
    tone = "bad" if length > maximum else "warn" if length > 0.9 * maximum else ""
    return Used(percent, tone)


_DEEDS: Mapping[str, str] = {
    "workspace.claim": N_("set up the workspace"),
    "workspace.open": N_("opened the workspace"),
    "workspace.rename": N_("renamed the workspace"),
    "brand.create": N_("added a brand"),
    "brand.change": N_("changed a brand"),
    "brand.delete": N_("deleted a brand"),
    "member.invite": N_("invited somebody"),
    "member.renew_invitation": N_("renewed an invitation"),
    "member.withdraw_invitation": N_("took an invitation back"),
    "member.join": N_("joined"),
    "member.change_role": N_("changed a role"),
    "member.remove": N_("removed a member"),
    "member.leave": N_("left"),
    "token.create": N_("made a token"),
    "token.revoke": N_("revoked a token"),
    "account.connect": N_("connected an account"),
    "account.reconnect": N_("reconnected an account"),
    "account.disconnect": N_("disconnected an account"),
    "account.assign": N_("moved an account to another brand"),
    "account.check": N_("checked an account"),
    "account.lost": N_("lost an account’s sign-in"),
    "account.recovered": N_("got an account’s sign-in back"),
}


def told(verb: str) -> str:
    """What an audit verb means, in the past tense; the verb itself where there are no words for it."""
    return _(_DEEDS[verb]) if verb in _DEEDS else verb


MOVABLE = frozenset(
    {"draft", "in_review", "declined", "scheduled", "missed", "waiting_for_account", "cancelled"}
)
"""States in which a post's time may still be changed."""

_OUTCOMES: Mapping[str, str] = {
    "": N_("No answer yet"),
    "accepted": N_("Taken"),
    "refused": N_("Refused"),
    "nothing_happened": N_("Nothing happened"),
    "lost": N_("Answer lost"),
}


def outcome(code: str) -> str:
    """What became of an attempt; the code where there are no words for it."""
    return _(_OUTCOMES[code]) if code in _OUTCOMES else code
