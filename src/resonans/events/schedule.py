"""When to ask what: rows that say when each account and each post is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from resonans.core import clock
from resonans.core.types import Access
from resonans.events.models import Chore, WatchedPost
from resonans.events.types import ChoreKind
from resonans.events.vocabulary import Event, Kind

PACE = (
    (timedelta(hours=2), timedelta(minutes=5)),
    (timedelta(hours=6), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=90), timedelta(days=7)),
)
"""Up to which age a post is asked for how often. Most of what a post will ever get, it gets early."""


def next_count(posted_at: datetime, now: datetime) -> datetime | None:
    """When a post's numbers are read next; None when it is older than the last age of `PACE`.

    The reading that would fall beyond the last age falls on it, so that the last number is a full one.
    """
    last = posted_at + PACE[-1][0]
    if now >= last:
        return None
    pause = next(pause for age, pause in PACE if now - posted_at < age)
    return min(now + pause, last)


def watch_published(access: Access, events: Sequence[Event]) -> None:
    """Watch the posts that these events tell of, and read the followers that they went out to."""
    now = clock.now()
    for event in events:
        if event.kind is not Kind.PUBLISHED or event.account is None or not event.post:
            continue
        watch(
            access,
            account=event.account,
            network=event.network,
            remote_id=event.post,
            url=str(event.extra.get("url") or ""),
            posted_at=event.occurred_at,
            elsewhere=bool(event.extra.get("elsewhere", False)),
        )
        mine = Chore.objects.filter(workspace_id=access.workspace, account=event.account)
        mine.filter(kind=ChoreKind.PROFILE, due_at__gt=now).update(due_at=now)


def watch(
    access: Access,
    *,
    account: UUID,
    network: str,
    remote_id: str,
    posted_at: datetime,
    elsewhere: bool,
    revision: str = "",
    url: str = "",
) -> bool:
    """Watch a post, due at once; False where it is watched already.

    What a delivery of ours tells is the truth: a post that had been found first becomes ours by it.
    """
    post, made = WatchedPost.objects.get_or_create(
        account=account,
        remote_id=remote_id,
        defaults={
            "workspace_id": access.workspace,
            "network": network,
            "revision": revision,
            "url": url,
            "posted_at": posted_at,
            "elsewhere": elsewhere,
            "due_at": clock.now(),
        },
    )
    if not made and post.elsewhere and not elsewhere:
        WatchedPost.objects.filter(pk=post.pk).update(elsewhere=False)
    return made


def heard_until(access: Access, account: UUID, network: str, instant: datetime) -> None:
    """Make the account's chore of notifications, as if it had gone through at `instant`."""
    known = {"workspace_id": access.workspace, "network": network, "since": instant, "due_at": clock.now()}
    Chore.objects.get_or_create(account=account, kind=ChoreKind.NOTIFICATIONS.value, defaults=known)


def everything_now(access: Access, account: UUID) -> None:
    """All chores and posts of an account that are still asked for become due."""
    now = clock.now()
    for rows in (Chore, WatchedPost):
        rows.objects.filter(workspace_id=access.workspace, account=account, due_at__gt=now).update(due_at=now)


def not_before(account: UUID, instant: datetime) -> None:
    """Leave an account in peace until then: the network said that it is asked too often."""
    for rows in (Chore, WatchedPost):
        rows.objects.filter(account=account, due_at__lt=instant).update(due_at=instant)
