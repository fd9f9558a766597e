"""The network's views of people, posts and acts, as values of the contract.

Takes the library's models or, where a record has a form of its own, its dictionaries with attributes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from resonans.core import clock
from resonans.networks.bluesky.sending import post_url
from resonans.networks.contract import Happening, HappeningKind, Person, Profile, Ref, RemotePost

REASONS = {
    "like": HappeningKind.REACTION,
    "repost": HappeningKind.SHARE,
    "quote": HappeningKind.SHARE,
    "reply": HappeningKind.COMMENT,
    "mention": HappeningKind.MENTION,
    "follow": HappeningKind.FOLLOW,
}
"""Notifications that tell of an act upon the account. The others concern somebody else's post, or no act."""
_WRITTEN = frozenset({"quote", "reply", "mention"})


def profile(view: Any) -> Profile:
    """A detailed profile view."""
    return Profile(
        id=str(view.did),
        handle=str(view.handle),
        name=str(view.display_name or ""),
        url=_profile_url(view),
        avatar_url=str(view.avatar or ""),
        followers=view.followers_count,
        following=view.follows_count,
        posts=view.posts_count,
    )


def person(view: Any) -> Person:
    """Any smaller profile view."""
    return Person(
        id=str(view.did),
        handle=str(view.handle),
        name=str(view.display_name or ""),
        followers=_of(view, "followers_count"),
        url=_profile_url(view),
    )


def remote_post(record: Any) -> RemotePost:
    """A post's record in a repository."""
    value, uri = record.value, str(record.uri)
    above = _of(_of(value, "reply"), "parent")
    return RemotePost(
        ref=Ref(id=uri, revision=str(record.cid), url=post_url(uri)),
        created_at=instant(_of(value, "created_at")),
        text=str(_of(value, "text") or ""),
        media_types=_media_types(_of(value, "embed")),
        language=_language(value),
        reply_to=Ref(id=str(_of(above, "uri")), revision=str(_of(above, "cid"))) if above else None,
    )


def below(view: Any) -> Iterator[Any]:
    """The posts below a thread's post, at any depth; blocked and deleted ones are left out."""
    waiting = list(_of(view, "replies") or ())
    while waiting:
        node = waiting.pop()
        post = _of(node, "post")
        if post is not None:
            yield post
        waiting.extend(_of(node, "replies") or ())


def comment(view: Any, ref: Ref) -> Happening:
    """A post below the account's post `ref`."""
    return _written(HappeningKind.COMMENT, view, ref)


def quote(view: Any, ref: Ref) -> Happening:
    """A post that quotes the account's post `ref`."""
    return _written(HappeningKind.SHARE, view, ref)


def like(view: Any, ref: Ref) -> Happening:
    """One of a post's likes."""
    who = person(view.actor)
    at = min(instant(view.created_at), instant(view.indexed_at))
    return Happening(_act("like", who.id, ref.id), HappeningKind.REACTION, at, who, post=ref)


def repost(actor: Any, ref: Ref) -> Happening:
    """One of those who reposted a post; when they did is not told."""
    who = person(actor)
    act = _act("repost", who.id, ref.id)
    return Happening(act, HappeningKind.SHARE, clock.now(), who, post=ref, exact=False)


def notified(view: Any, at: datetime) -> Happening:
    """A notification whose reason stands in `REASONS`."""
    reason, uri, subject = str(view.reason), str(view.uri), str(view.reason_subject or "")
    who = person(view.author)
    ours = Ref(id=subject, url=post_url(subject)) if subject else None
    written = reason in _WRITTEN
    return Happening(
        id=_act(reason, who.id, subject) if reason in {"like", "repost"} else uri,
        kind=REASONS[reason],
        at=at,
        person=who,
        post=ours if reason != "follow" else None,
        comment=Ref(id=uri, revision=str(view.cid), url=post_url(uri)) if written else None,
        text=str(_of(view.record, "text") or "") if written else "",
        language=_language(view.record) if written else "",
    )


def instant(text: object) -> datetime:
    """A time as the network writes it. Authors may write anything; what is no time is taken as now."""
    try:
        at = datetime.fromisoformat(str(text))
        return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return clock.now()


def _written(kind: HappeningKind, view: Any, ref: Ref) -> Happening:
    uri = str(view.uri)
    return Happening(
        id=uri,
        kind=kind,
        at=min(instant(_of(view.record, "created_at")), instant(view.indexed_at)),
        person=person(view.author),
        post=ref,
        comment=Ref(id=uri, revision=str(view.cid), url=post_url(uri)),
        text=str(_of(view.record, "text") or ""),
        language=_language(view.record),
    )


def _act(name: str, did: str, subject: str) -> str:
    """An id for a like or repost; only notifications tell the record's own."""
    return f"{name}:{did}:{subject}"


def _media_types(embed: Any) -> tuple[str, ...]:
    inner = _of(embed, "media") or embed
    images = _of(inner, "images")
    if images:
        return ("image",) * len(images)
    return ("video",) if _of(inner, "video") is not None else ()


def _language(record: Any) -> str:
    languages = _of(record, "langs") or ()
    return str(languages[0]) if languages else ""


def _profile_url(view: Any) -> str:
    return f"https://bsky.app/profile/{view.handle}"


def _of(value: Any, name: str) -> Any:
    """An attribute that may be absent, as other records than posts lack a post's."""
    return getattr(value, name, None)
