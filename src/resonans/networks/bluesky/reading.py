"""What the network says: profile, own posts, numbers, and what others did."""

from datetime import datetime
from typing import Any

from resonans.core import clock
from resonans.networks.bluesky import records, sending, tid, views, wire
from resonans.networks.contract import (
    Counts,
    Happening,
    MetricField,
    Missing,
    Page,
    Profile,
    Ref,
    RemotePost,
    Session,
)
from resonans.networks.errors import Gone

POST_METRICS = (MetricField.REACTIONS, MetricField.COMMENTS, MetricField.SHARES, MetricField.SAVES)
PAGE = 100
POSTS_AT_ONCE = 25
"""app.bsky.feed.getPosts takes no more."""
THREAD_DEPTH = 100


def profile(session: Session) -> Profile:
    """The account with its follower counts; they come from the AppView behind the account's server."""
    with wire.understood():
        return views.profile(wire.reading(session).app.bsky.actor.get_profile({"actor": session.remote_id}))


def posts(session: Session, since: datetime, cursor: str) -> Page[RemotePost]:
    """Own posts and replies from the account's repository, newest record first.

    A repository answers anybody, so the first page asks as well whether the account is still ours.
    """
    with wire.understood():
        client = wire.reading(session)
        if not cursor:
            client.com.atproto.server.get_session()
        answer = client.com.atproto.repo.list_records(
            {
                "repo": session.remote_id,
                "collection": records.POST,
                "limit": PAGE,
                "cursor": cursor or None,
            }
        )
        found = [views.remote_post(record) for record in answer.records]
    recent = tuple(each for each in found if each.created_at >= since)
    older = any(_recorded_at(each) < since for each in found)
    return Page(recent, "" if older or not found else str(answer.cursor or ""))


def counts(session: Session, refs: tuple[Ref, ...]) -> tuple[Counts, ...]:
    """Likes, replies, reposts with quotes, and bookmarks, as the AppView counts them now."""
    shown: dict[str, Any] = {}
    with wire.understood():
        for first in range(0, len(refs), POSTS_AT_ONCE):
            uris = [ref.id for ref in refs[first : first + POSTS_AT_ONCE]]
            answer = wire.reading(session).app.bsky.feed.get_posts({"uris": uris})
            shown |= {str(view.uri): view for view in answer.posts}
    now = clock.now()
    return tuple(
        _counted(ref, shown[ref.id], now) if ref.id in shown else _uncounted(session, ref, now)
        for ref in refs
    )


def thread(session: Session, ref: Ref) -> tuple[Happening, ...]:
    """What others wrote below a post, at any depth, oldest first."""
    with wire.understood():
        answer = wire.reading(session).app.bsky.feed.get_post_thread(
            {"uri": ref.id, "depth": THREAD_DEPTH, "parent_height": 0}
        )
        found = [
            views.comment(view, ref)
            for view in views.below(answer.thread)
            if str(view.author.did) != session.remote_id
        ]
    return tuple(sorted(found, key=lambda each: (each.at, each.id)))


def reactions(session: Session, ref: Ref, cursor: str) -> Page[Happening]:
    """Likes, then reposts, then quotes. A repost's time is not told, unless a notification tells it."""
    step, _, rest = cursor.partition(":")
    client = wire.reading(session).app.bsky.feed
    params = {"uri": ref.id, "limit": PAGE, "cursor": rest or None}
    with wire.understood():
        if step in {"", "likes"}:
            answer = client.get_likes(params)
            found = [views.like(like, ref) for like in answer.likes]
            return Page(tuple(found), _next("likes", answer.cursor, "reposts:"))
        if step == "reposts":
            answer = client.get_reposted_by(params)
            found = [views.repost(actor, ref) for actor in answer.reposted_by]
            return Page(tuple(found), _next("reposts", answer.cursor, "quotes:"))
        answer = client.get_quotes(params)
        found = [views.quote(view, ref) for view in answer.posts]
        return Page(tuple(found), _next("quotes", answer.cursor, ""))


def notifications(session: Session, since: datetime, cursor: str) -> Page[Happening]:
    """Likes, reposts, quotes, replies, mentions and follows, newest first."""
    with wire.understood():
        answer = wire.reading(session).app.bsky.notification.list_notifications(
            {"limit": PAGE, "cursor": cursor or None}
        )
        seen = [(views.instant(each.indexed_at), each) for each in answer.notifications]
        found = tuple(
            views.notified(each, at) for at, each in seen if at >= since and each.reason in views.REASONS
        )
    older = any(at < since for at, _each in seen)
    return Page(found, "" if older or not seen else str(answer.cursor or ""))


def _counted(ref: Ref, view: Any, now: datetime) -> Counts:
    told = {
        MetricField.REACTIONS: view.like_count,
        MetricField.COMMENTS: view.reply_count,
        MetricField.SHARES: _sum(view.repost_count, view.quote_count),
        MetricField.SAVES: view.bookmark_count,
    }
    return Counts(
        ref=ref,
        observed_at=now,
        values={name: value for name, value in told.items() if value is not None},
        missing={name: Missing.NOT_OFFERED for name, value in told.items() if value is None},
    )


def _uncounted(session: Session, ref: Ref, now: datetime) -> Counts:
    """The AppView does not have the post: it was deleted, or is so new that it was not counted yet."""
    try:
        sending.status(session, ref)
    except Gone:
        reason, deleted = Missing.DELETED, True
    else:
        reason, deleted = Missing.NOT_YET, False
    missing = dict.fromkeys(POST_METRICS, reason)
    return Counts(ref=ref, observed_at=now, values={}, missing=missing, deleted=deleted)


def _sum(reposts: int | None, quotes: int | None) -> int | None:
    return None if reposts is None or quotes is None else reposts + quotes


def _next(step: str, cursor: str | None, after: str) -> str:
    return f"{step}:{cursor}" if cursor else after


def _recorded_at(post: RemotePost) -> datetime:
    """When the record was made, whatever its author says of the post's age."""
    return tid.made_at(post.ref.id.rpartition("/")[2]) or post.created_at
