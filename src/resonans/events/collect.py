"""Collecting: which account and which posts are next. What is asked of them is in `chores` and `counting`."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import QuerySet

from resonans.core import clock, work
from resonans.events import chores, counting
from resonans.events.models import Chore, WatchedPost
from resonans.events.types import ChoreKind
from resonans.networks import sessions
from resonans.networks.registry import UnknownNetwork
from resonans.networks.types import Account

log = structlog.get_logger()

_UNKNOWN_NETWORK = timedelta(hours=1)


def accounts() -> int:
    """Enrol accounts that were just connected, then do one step of the chore that is longest due."""
    working = {account.id: account for account in sessions.working()}
    enrolled = _enrol(working)
    due = Chore.objects.filter(account__in=working).exclude(kind=ChoreKind.STREAM.value)
    held = work.claim(due, lease_s=chores.LEASE_S, limit=1)
    if not held:
        return enrolled
    account = working[Chore.objects.values_list("account", flat=True).get(pk=held[0].row)]
    try:
        chores.run(account, held[0])
    except work.LeaseLost:
        log.warning("another worker took the chore over", account=str(account.id))
    except UnknownNetwork:
        work.release(Chore, held[0], due_at=clock.now() + _UNKNOWN_NETWORK)
    return 1


def posts() -> int:
    """Read the numbers of the posts that are due, those of one account; how many posts."""
    working = {account.id: account for account in sessions.working()}
    due = WatchedPost.objects.filter(account__in=working)
    account = _longest_due(due, working, clock.now())
    if account is None:
        return 0
    held = work.claim(due.filter(account=account.id), lease_s=counting.LEASE_S, limit=counting.AT_ONCE)
    if not held:
        return 0
    try:
        counting.run(account, held)
    except work.LeaseLost:
        log.warning("another worker took the posts over", account=str(account.id))
    except UnknownNetwork:
        for claim in held:
            work.release(WatchedPost, claim, due_at=clock.now() + _UNKNOWN_NETWORK)
    return len(held)


def _enrol(working: dict[UUID, Account]) -> int:
    known = set(Chore.objects.filter(account__in=working).values_list("account", flat=True))
    new = [account for account in working.values() if account.id not in known]
    for account in new:
        try:
            chores.enrol(account)
        except UnknownNetwork:
            log.warning("no connector for a connected account", network=account.network)
    return len(new)


def _longest_due(due: QuerySet[WatchedPost], working: dict[UUID, Account], now: datetime) -> Account | None:
    waiting = due.filter(due_at__lte=now).exclude(lease_until__gt=now).order_by("due_at")
    first = waiting.values_list("account", flat=True).first()
    return None if first is None else working[first]
