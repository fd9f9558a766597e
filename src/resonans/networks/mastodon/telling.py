"""From a server's answers to the values of the contract."""

from datetime import UTC

from resonans.core import clock
from resonans.networks.contract import (
    Counts,
    Happening,
    HappeningKind,
    MetricField,
    Missing,
    Person,
    Profile,
    Ref,
    RemotePost,
    Session,
)
from resonans.networks.mastodon.markup import text_of
from resonans.networks.mastodon.shapes import Account, Notification, Status

COUNTED = {
    MetricField.REACTIONS: "favourites_count",
    MetricField.COMMENTS: "replies_count",
    MetricField.SHARES: "reblogs_count",
}


def profile_of(account: Account, domain: str) -> Profile:
    """The account that is signed in."""
    return Profile(
        id=account.id,
        handle=f"{account.username}@{domain}",
        name=account.display_name or account.username,
        url=account.url or "",
        avatar_url=account.avatar or "",
        followers=account.followers_count,
        following=account.following_count,
        posts=account.statuses_count,
    )


def person_of(account: Account) -> Person:
    """Somebody else."""
    name = account.display_name or account.username
    return Person(account.id, account.acct, name, account.followers_count, account.url or "")


def ref_of(status: Status) -> Ref:
    """A status by its id on the account's own server."""
    return Ref(status.id, "", status.url or "")


def post_of(status: Status) -> RemotePost:
    """An own post."""
    return RemotePost(
        ref=ref_of(status),
        created_at=status.created_at.astimezone(UTC),
        text=text_of(status.content),
        media_types=tuple(_media_type(one.type) for one in status.media_attachments),
        language=status.language or "",
        reply_to=Ref(status.in_reply_to_id) if status.in_reply_to_id else None,
    )


def counts_of(ref: Ref, status: Status | None) -> Counts:
    """A post's numbers; None is a post that is not there any more."""
    if status is None:
        gone = dict.fromkeys(COUNTED, Missing.DELETED)
        return Counts(ref, clock.now(), {}, gone, deleted=True)
    values = {metric: max(0, getattr(status, name)) for metric, name in COUNTED.items()}
    return Counts(ref, clock.now(), values)


def comment_of(status: Status, post: Ref) -> Happening:
    """Somebody's post below one of ours."""
    return _said(status, HappeningKind.COMMENT, post)


def reaction_of(account: Account, kind: HappeningKind, post: Ref) -> Happening:
    """Somebody liked or shared; the server does not tell when."""
    return Happening(
        _act_id(kind, post.id, account.id), kind, clock.now(), person_of(account), post, exact=False
    )


def happening_of(notification: Notification, session: Session) -> Happening | None:
    """What somebody did; None for kinds that are no act of another person towards the account."""
    told, status = notification, notification.status
    at, person = told.created_at.astimezone(UTC), person_of(told.account)
    if told.type == "follow":
        return Happening(f"follow:{told.id}", HappeningKind.FOLLOW, at, person)
    if status is None:
        return None
    if told.type == "mention":
        return _mention_of(status, session)
    kind = {"favourite": HappeningKind.REACTION, "reblog": HappeningKind.SHARE}.get(told.type)
    if kind is None:
        return None
    return Happening(_act_id(kind, status.id, told.account.id), kind, at, person, ref_of(status))


def _mention_of(status: Status, session: Session) -> Happening:
    if status.visibility == "direct":
        return _said(status, HappeningKind.MESSAGE, None)
    if status.in_reply_to_id and status.in_reply_to_account_id == session.remote_id:
        return _said(status, HappeningKind.COMMENT, Ref(status.in_reply_to_id))
    return _said(status, HappeningKind.MENTION, None)


def _said(status: Status, kind: HappeningKind, post: Ref | None) -> Happening:
    return Happening(
        id=f"status:{status.id}",
        kind=kind,
        at=status.created_at.astimezone(UTC),
        person=person_of(status.account),
        post=post,
        comment=ref_of(status),
        text=text_of(status.content),
        language=status.language or "",
    )


def _act_id(kind: HappeningKind, status_id: str, account_id: str) -> str:
    """One like and one share by one person of one post: the lists and the notifications know no common id."""
    return f"{kind}:{status_id}:{account_id}"


def _media_type(kind: str) -> str:
    return "video" if kind in {"video", "gifv"} else kind
