"""Publishing: everything invisible first, then one create-only write whose key the ticket fixes."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
from atproto_core.exceptions import AtProtocolError

from resonans.core import clock
from resonans.networks import fitting
from resonans.networks.bluesky import records, tid, wire
from resonans.networks.bluesky.declaration import LIMITS
from resonans.networks.contract import (
    Absent,
    Media,
    Outgoing,
    Ready,
    Receipt,
    Ref,
    Saved,
    Session,
    Ticket,
    Unclear,
)
from resonans.networks.errors import Gone, NetworkError, NotSupported, OutcomeUnknown, Problem, Rejected

BLOBS_LAST = timedelta(minutes=45)
"""An uploaded file that no record names is dropped after about an hour; it is uploaded again before that."""


def prepare(session: Session, outgoing: Outgoing, ticket: Ticket, saved: Saved) -> Ready:
    """Upload the files, find out who is mentioned, and keep the finished record."""
    if outgoing.poll is not None or any(each.mime.startswith("video/") for each in outgoing.media):
        raise NotSupported("Bluesky takes neither polls nor, from resonans yet, video.")
    fitting.check(outgoing, LIMITS)
    now = clock.now()
    until = saved.get("good_until_s")
    if "record" in saved and isinstance(until, float) and until > now.timestamp():
        return Ready(saved)
    with wire.understood():
        whole = _with_revisions(session, outgoing)
        record = records.post(
            whole,
            ticket,
            upload=lambda media: _upload(session, media),
            resolve=lambda handle: _did_of(session, handle),
        )
    text = msgspec.json.encode(record).decode()
    return Ready({"record": text, "good_until_s": (now + BLOBS_LAST).timestamp()})


def publish(session: Session, ticket: Ticket, saved: Saved) -> Receipt:
    """Write the record under the ticket's key. A second call with the same ticket makes no second post."""
    key = tid.record_key(ticket)
    body = records.create_only(session.remote_id, key, msgspec.json.decode(str(saved["record"])))
    headers = {"Content-Type": "application/json"}
    try:
        with wire.understood(once=True):
            answer = wire.publishing(session).invoke_procedure(
                "com.atproto.repo.putRecord", content=body, headers=headers
            )
            return Receipt(_ref(answer.content))
    except wire.Refused as error:
        if error.name != "InvalidSwap":
            raise
    return _there_already(session, key)


def look(session: Session, ticket: Ticket, looks_for_s: float) -> Receipt | Absent | Unclear:
    """Whether the ticket's record is in the repository."""
    try:
        return Receipt(_read(session, tid.record_key(ticket)))
    except Gone:
        tried_at = ticket.tried_at
    if tried_at is not None and clock.now() >= tried_at + timedelta(seconds=looks_for_s):
        return Absent()
    return Unclear("The post is not in the repository, but the lost call may still arrive.")


def status(session: Session, ref: Ref) -> Receipt:
    """A post that is in the repository is live."""
    return Receipt(_read(session, ref.id.rpartition("/")[2]))


def delete(session: Session, ref: Ref) -> None:
    """Deleting what is not there succeeds on Bluesky too."""
    with wire.understood():
        wire.writing(session, 1).com.atproto.repo.delete_record(
            {"repo": session.remote_id, "collection": records.POST, "rkey": ref.id.rpartition("/")[2]}
        )


def post_url(uri: str) -> str:
    """The address at which people see a post; by DID, which outlives a change of handle."""
    did, _, key = uri.removeprefix("at://").partition(f"/{records.POST}/")
    return f"https://bsky.app/profile/{did}/post/{key}"


def _there_already(session: Session, key: str) -> Receipt:
    """The key is taken: by this ticket's earlier attempt, since nothing else can come to the same key."""
    try:
        return Receipt(_read(session, key))
    except Gone as error:
        raise OutcomeUnknown("The record was there and is gone.") from error
    except NetworkError as error:
        raise OutcomeUnknown(error.detail) from error


def _read(session: Session, key: str) -> Ref:
    with wire.understood():
        found = wire.reading(session).com.atproto.repo.get_record(
            {"repo": session.remote_id, "collection": records.POST, "rkey": key}
        )
        return Ref(id=str(found.uri), revision=str(found.cid or ""), url=post_url(str(found.uri)))


def _ref(content: object) -> Ref:
    match content:
        case {"uri": str(uri), "cid": str(cid)}:
            return Ref(id=uri, revision=cid, url=post_url(uri))
        case _:
            raise OutcomeUnknown("The answer names no record.")


def _upload(session: Session, media: Media) -> records.Json:
    client = wire.reading(session)
    answer = client.invoke_procedure(
        "com.atproto.repo.uploadBlob",
        content=Path(media.path).read_bytes(),
        headers={"Content-Type": media.mime},
    )
    match answer.content:
        case {"blob": {"ref": dict(), "mimeType": str(), "size": int()} as blob}:
            return {"$type": "blob", **blob}
        case _:
            raise AtProtocolError("uploadBlob names no blob")


def _did_of(session: Session, handle: str) -> str:
    try:
        found = wire.reading(session).com.atproto.identity.resolve_handle({"handle": handle.lower()})
    except (Gone, Rejected):
        return ""
    return str(found.did)


def _with_revisions(session: Session, outgoing: Outgoing) -> Outgoing:
    """The same, with the revision of every post that it answers or quotes, and the root of the thread."""
    parent, root, quote = outgoing.reply_to, outgoing.reply_root, outgoing.quote
    if parent is not None and (root is None or not parent.revision):
        parent, above = _stated(session, parent, "reply_to")
        root = root or above
    if root is not None and not root.revision:
        root, _above = _stated(session, root, "reply_to")
    if quote is not None and not quote.revision:
        quote, _above = _stated(session, quote, "quote")
    return replace(outgoing, reply_to=parent, reply_root=root, quote=quote)


def _stated(session: Session, ref: Ref, where: str) -> tuple[Ref, Ref]:
    """A post with its revision, and the root of its thread, which is itself where it answers nothing."""
    repo, _, key = ref.id.removeprefix("at://").partition(f"/{records.POST}/")
    where_it_is = {"repo": repo, "collection": records.POST, "rkey": key}
    try:
        found = wire.reading(session).com.atproto.repo.get_record(where_it_is)
    except (Gone, Rejected) as error:
        raise Rejected(Problem("post_gone", where=where), error.detail) from error
    stated = replace(ref, revision=str(found.cid or ""))
    above = getattr(getattr(found.value, "reply", None), "root", None)
    return stated, Ref(str(above.uri), str(above.cid)) if above is not None else stated
