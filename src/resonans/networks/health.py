"""How an account's health moves.

connected → limited (the network said that we ask too often) → connected, when the time is over
connected → reconnect (the network refuses the credentials) → connected, by a check or a new connection
any → disconnected (a person) → connected, by a new connection

*Expiring* is not stored: it is read off the credentials' end.
"""

from datetime import datetime, timedelta

from django.db import transaction

from resonans.core import access, audit, clock, mail, queries
from resonans.core.permissions import Permission
from resonans.core.settings import settings
from resonans.core.words import _
from resonans.networks import registry
from resonans.networks.models import Account
from resonans.networks.types import Health

EXPIRES_SOON = timedelta(days=7)
CALLABLE = (Health.CONNECTED.value, Health.LIMITED.value)
"""The stored states in which workers call an account."""


def at_present(row: Account) -> tuple[Health, datetime | None]:
    """The health that the stored row amounts to at this moment, and until when it is limited."""
    stored = Health(row.health)
    if stored in {Health.RECONNECT, Health.DISCONNECTED}:
        return stored, None
    now = clock.now()
    if stored is Health.LIMITED and row.limited_until is not None and row.limited_until > now:
        return Health.LIMITED, row.limited_until
    if row.due_at is None and row.expires_at is not None and row.expires_at <= now + EXPIRES_SOON:
        return Health.EXPIRING, None
    return Health.CONNECTED, None


def lost(row: Account, reason: str) -> None:
    """The network refuses the credentials that `row` holds: a person must reconnect the account.

    Changes nothing where the account has got other credentials meanwhile or is known to be lost.
    """
    with transaction.atomic():
        moved = Account.objects.filter(pk=row.pk, health__in=CALLABLE, renewed_at=row.renewed_at).update(
            health=Health.RECONNECT.value, health_reason=reason[:300], limited_until=None, due_at=None
        )
        if moved:
            _tell(row, "account.lost")
            key = f"account:{row.pk}:lost:{row.renewed_at.isoformat()}"
            who = access.for_worker(row.workspace_id)
            mail.tell(who, Permission.MANAGE_ACCOUNTS, lambda: _lost_letter(row), key=key)


def limited(row: Account, after_s: float) -> None:
    """The network lets us do less for `after_s` seconds."""
    with transaction.atomic():
        moved = Account.objects.filter(pk=row.pk, health__in=CALLABLE).update(
            health=Health.LIMITED.value, limited_until=clock.now() + timedelta(seconds=after_s)
        )
        if moved and row.health != Health.LIMITED.value:
            audit.announce(access.for_worker(row.workspace_id), "account", str(row.pk))


def well(row: Account) -> None:
    """A call went well: a limit whose time is over is forgotten."""
    if row.health != Health.LIMITED.value or at_present(row)[0] is Health.LIMITED:
        return
    with transaction.atomic():
        moved = Account.objects.filter(
            pk=row.pk, health=Health.LIMITED.value, limited_until__lte=clock.now()
        ).update(health=Health.CONNECTED.value, limited_until=None)
        if moved:
            audit.announce(access.for_worker(row.workspace_id), "account", str(row.pk))


def recovered(row: Account) -> None:
    """The network accepts the credentials of an account that was thought lost."""
    with transaction.atomic():
        moved = Account.objects.filter(pk=row.pk, health=Health.RECONNECT.value).update(
            health=Health.CONNECTED.value, health_reason=""
        )
        if moved:
            _tell(row, "account.recovered")


def _lost_letter(row: Account) -> mail.Letter:
    slug = queries.workspace(access.for_worker(row.workspace_id)).slug
    named = {"network": registry.connector(row.network).declaration.title, "handle": row.handle}
    return mail.Letter(
        subject=_("%(handle)s on %(network)s must be connected again") % named,
        text=_(
            "%(network)s no longer accepts what %(handle)s was connected with. "
            "Nothing is published or collected there until somebody connects the account again; "
            "posts that fall due meanwhile wait.\n\nConnect it here: %(url)s"
        )
        % {**named, "url": f"{settings().base_url}/w/{slug}/settings/accounts/"},
    )


def _tell(row: Account, verb: str) -> None:
    who = access.for_worker(row.workspace_id)
    audit.record(who, verb, f"account:{row.pk}", {"network": row.network})
    audit.announce(who, "account", str(row.pk))
