"""Repeated work on accounts: credentials renewed before they end, health checked, old connections dropped."""

from datetime import timedelta

from resonans.core import clock
from resonans.core.work import Loop
from resonans.networks import health, sessions
from resonans.networks.errors import NetworkError
from resonans.networks.models import Account, PendingConnection

_AT_ONCE = 20
_IDLE_S = 15.0


def care() -> int:
    """Renew and check what is due; how many accounts were cared for."""
    PendingConnection.objects.filter(expires_at__lte=clock.now()).delete()
    return _renew_due() + _check_due()


def _renew_due() -> int:
    due = Account.objects.filter(health__in=health.CALLABLE, due_at__lte=clock.now())
    ids = list(due.order_by("due_at").values_list("pk", flat=True)[:_AT_ONCE])
    for account in ids:
        try:
            sessions.renew(account)
        except NetworkError:
            continue  # noted as the account's health or as a later renewal
    return len(ids)


def _check_due() -> int:
    now = clock.now()
    due = Account.objects.filter(health__in=health.CALLABLE, check_at__lte=now)
    found = list(due.order_by("check_at").values_list("pk", "check_at")[:_AT_ONCE])
    done = 0
    for account, check_at in found:
        soon = now + timedelta(minutes=10)
        if not due.filter(pk=account, check_at=check_at).update(check_at=soon):
            continue
        try:
            sessions.check_up(account)
        except NetworkError:
            continue  # noted as the account's health; asked again soon
        finally:
            done += 1
    return done


LOOPS = (Loop(name="care", group="care", step=care, idle_s=_IDLE_S),)
