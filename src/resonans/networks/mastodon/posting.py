"""Publishing: files first, then the one call; and looking whether a call whose answer was lost arrived."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import httpx

from resonans.core import clock
from resonans.networks import counting
from resonans.networks.contract import (
    Absent,
    Media,
    NotYet,
    Outgoing,
    Ready,
    Receipt,
    Saved,
    Session,
    Ticket,
    Unclear,
    say,
)
from resonans.networks.errors import Gone, Problem, Rejected
from resonans.networks.http import decode
from resonans.networks.mastodon import wire
from resonans.networks.mastodon.connecting import APP_NAME
from resonans.networks.mastodon.limits import limits_of
from resonans.networks.mastodon.markup import comparable, text_of
from resonans.networks.mastodon.shapes import Attachment, Status
from resonans.networks.mastodon.telling import ref_of

HONOURS_KEY = "honours_key"
"""Among the credentials: "shown" once the server has answered a repeated key with the post it had already."""

KEY_LIVES = timedelta(minutes=50)
"""Mastodon forgets an Idempotency-Key after an hour (docs.joinmastodon.org/methods/statuses)."""

LOOKS_FOR_S = 120.0
"""A server's own time-outs end a request after a minute; two leave room for its queue."""

_OLDER_THAN_THE_CALL = timedelta(seconds=40)
_SKEW_UNKNOWN = timedelta(minutes=2)
_SKEW_KNOWN = timedelta(seconds=5)
_AGAIN_S = 1.0
_PAGE = 40
_PAGES_MAXIMUM = 10
_OVER_LENGTH = re.compile(r"character limit of (\d+)")


def prepare(session: Session, outgoing: Outgoing, saved: Saved) -> Ready | NotYet:
    """Upload the next file, or ask whether the server has processed it."""
    for index, media in enumerate(outgoing.media):
        known = saved.get(f"media:{index}")
        if known is None:
            return _upload(session, media, index, saved)
        if not saved.get(f"ready:{index}"):
            return _processed(session, str(known), index, saved)
    return Ready({"prepared_at": clock.now().isoformat(), **saved})


def publish(session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt:
    """The one call. A server that answers with an older post shows that it honours the key."""
    try:
        answer = session.http.once(
            "POST",
            f"{session.server}/api/v1/statuses",
            headers={**wire.bearer(session), "Idempotency-Key": ticket.key},
            json=_body(outgoing, saved),
            bucket="publish",
        )
    except Gone as error:
        raise Rejected(Problem("post_gone"), error.detail) from None
    except Rejected as error:
        raise wire.meant(_in_words(error, outgoing)) from None
    status = decode(answer, Status)
    _learn(session, answer, status)
    return Receipt(ref_of(status))


def look(session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Receipt | Absent | Unclear:
    """Read the account's own posts since the ticket was made, and find the one that says the same."""
    tried = ticket.tried_at or ticket.created_at
    cursor = ""
    for _ in range(_PAGES_MAXIMUM):
        answer = own_statuses(session, cursor)
        statuses = decode(answer, list[Status])
        earliest = _on_the_servers_clock(ticket.created_at, answer)
        for status in statuses:
            fits = status.created_at >= earliest and _same(status, outgoing)
            if fits and not session.taken(status.id):
                return Receipt(ref_of(status))
        cursor = wire.next_page(answer)
        if not cursor or not statuses or statuses[-1].created_at < earliest:
            break
    else:
        return Unclear(say("There are too many posts since then to look through."))
    if clock.now() - tried < timedelta(seconds=LOOKS_FOR_S):
        return Unclear(say("The post is not among yours yet; the server may still be working on it."))
    if repeats_safely(session, saved):
        return Absent()
    return Unclear(
        say(
            "The post is not among yours, but this server has not shown that it recognises a repeated post. "
            "Look there, and decide whether to send it again."
        )
    )


def repeats_safely(session: Session, saved: Saved) -> bool:
    """Only on a server that has shown it, and only while it still remembers the key."""
    if session.credentials.values.get(HONOURS_KEY) != "shown":
        return False
    prepared = saved.get("prepared_at")
    return isinstance(prepared, str) and clock.now() - datetime.fromisoformat(prepared) < KEY_LIVES


def own_statuses(session: Session, cursor: str) -> httpx.Response:
    """A page of the account's own posts, newest first, without shares of others' posts."""
    params: dict[str, str | int | list[str]] = {"limit": _PAGE, "exclude_reblogs": "true"}
    if cursor:
        params["max_id"] = cursor
    return wire.get(session, f"/api/v1/accounts/{session.remote_id}/statuses", params)


def _upload(session: Session, media: Media, index: int, saved: Saved) -> NotYet:
    with media.path.open("rb") as file:
        answer = wire.repeatable(
            session,
            "POST",
            "/api/v2/media",
            bucket="media",
            files={"file": (media.path.name, file, media.mime)},
            data={"description": media.alt},
        )
    taken = decode(answer, Attachment)
    ready = answer.status_code == httpx.codes.OK
    return NotYet({**saved, f"media:{index}": taken.id, f"ready:{index}": ready}, 0.0 if ready else _AGAIN_S)


def _processed(session: Session, media_id: str, index: int, saved: Saved) -> NotYet:
    """206 while the server works on the file, 422 where it failed, 404 where it forgot the file."""
    try:
        answer = wire.get(session, f"/api/v1/media/{media_id}")
    except Gone:
        kept = {name: value for name, value in saved.items() if name != f"media:{index}"}
        return NotYet(kept, 0.0)
    except Rejected as error:
        raise Rejected(Problem("media_failed", {}, f"media:{index}"), error.detail) from None
    if answer.status_code == httpx.codes.PARTIAL_CONTENT or not decode(answer, Attachment).url:
        return NotYet(saved, _AGAIN_S)
    return NotYet({**saved, f"ready:{index}": True}, 0.0)


def _body(outgoing: Outgoing, saved: Saved) -> dict[str, object]:
    media = [saved[f"media:{index}"] for index in range(len(outgoing.media))]
    body: dict[str, object] = {"status": outgoing.text, "media_ids": media}
    if outgoing.reply_to is not None:
        body["in_reply_to_id"] = outgoing.reply_to.id
    if outgoing.content_warning:
        body |= {"spoiler_text": outgoing.content_warning, "sensitive": True}
    if outgoing.visibility:
        body["visibility"] = outgoing.visibility
    if outgoing.language:
        body["language"] = outgoing.language.split("-")[0]
    if outgoing.poll is not None:
        body["poll"] = {
            "options": list(outgoing.poll.options),
            "expires_in": outgoing.poll.closes_after_s,
            "multiple": outgoing.poll.multiple,
        }
    return body


def _in_words(error: Rejected, outgoing: Outgoing) -> Rejected:
    """The server's 422 as a problem that says what to change, where its words are known."""
    over = _OVER_LENGTH.search(error.detail)
    if over is None:
        return error
    rule, maximum = limits_of().text, int(over[1])
    warned = f"{outgoing.content_warning}{outgoing.text}"
    count = counting.length(warned, rule)
    params = {"length": count, "maximum": maximum, "over": max(0, count - maximum)}
    return Rejected(Problem("text_too_long", params, "text"), error.detail)


def _learn(session: Session, answer: httpx.Response, status: Status) -> None:
    """Keep that the server honours the key, where this answer shows it.

    A call lasts less than `_OLDER_THAN_THE_CALL`; a post that is older by the server's own clock was made by
    an earlier call with the same key.
    """
    now = wire.server_time(answer)
    known = session.credentials.values.get(HONOURS_KEY) == "shown"
    if known or now is None or now - status.created_at < _OLDER_THAN_THE_CALL:
        return
    values = {**session.credentials.values, HONOURS_KEY: "shown"}
    session.keep(replace(session.credentials, values=values))


def _on_the_servers_clock(made: datetime, answer: httpx.Response) -> datetime:
    """The earliest time that a post of a ticket made then can bear."""
    told = wire.server_time(answer)
    if told is None:
        return made - _SKEW_UNKNOWN
    return made + (told - clock.now()) - _SKEW_KNOWN


def _same(status: Status, outgoing: Outgoing) -> bool:
    """Whether a status says what was to be said, with as many files, below the same post."""
    by_another = status.application is not None and status.application.name not in {"", APP_NAME}
    above = outgoing.reply_to.id if outgoing.reply_to else None
    options = outgoing.poll.options if outgoing.poll else ()
    told = tuple(option.title for option in status.poll.options) if status.poll else ()
    return (
        not by_another
        and comparable(text_of(status.content)) == comparable(outgoing.text)
        and comparable(status.spoiler_text) == comparable(outgoing.content_warning)
        and len(status.media_attachments) == len(outgoing.media)
        and status.in_reply_to_id == above
        and len(told) == len(options)
    )
