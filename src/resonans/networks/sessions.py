"""Sessions: how a worker acts for an account, and how what happens then becomes the account's health."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from uuid import UUID

import msgspec

from resonans.core import budgets, clock
from resonans.core.errors import NotFound
from resonans.core.words import _
from resonans.networks import health, http, registry, renewal, rows
from resonans.networks.contract import Credentials, Profile, Session, Verb, nobodys
from resonans.networks.errors import Reauthorize, Retry
from resonans.networks.models import Account
from resonans.networks.types import Account as AccountValue

CHECK_EVERY = timedelta(hours=6)
_JUST_RENEWED = timedelta(minutes=2)


@contextmanager
def use(
    account_id: UUID,
    *,
    first_byte: Callable[[], None] | None = None,
    taken: Callable[[str], bool] = nobodys,
) -> Iterator[Session]:
    """A session with credentials that are good for now.

    `first_byte` is called as each request leaves; `taken` tells `look` which posts are other deliveries'.

    Raises Reauthorize, without asking the network, while a person must reconnect the account; Retry while its
    credentials cannot be renewed; NotFound where there is no such account. What leaves the block is noted:
    Retry(limited) makes the account limited. On Reauthorize the credentials are renewed at once, and the
    caller gets Retry, since nothing happened there; only when that is refused too is the account lost.

    Never to be used inside a transaction.
    """
    row = _row(account_id)
    if row.health not in health.CALLABLE:
        raise Reauthorize(row.health_reason)
    row = renewal.fresh(row.pk, _open)
    if row.health not in health.CALLABLE:
        raise Reauthorize(row.health_reason)
    with _noted(row), _open(row, renewal.unseal(row), first_byte, taken) as session:
        yield session


def renew(account_id: UUID) -> None:
    """Renew the credentials if that is due; raises as `use` does."""
    renewal.fresh(account_id, _open)


def check_up(account_id: UUID) -> AccountValue:
    """Renew the credentials where the network does that, then ask for profile and limits.

    An account that was thought lost is tried too, and recovers if the network accepts it. Raises what
    connectors raise; the health is noted before.
    """
    renewal.demand(_row(account_id))
    renew(account_id)
    return look(account_id)


def look(account_id: UUID) -> AccountValue:
    """Ask for profile and limits with the credentials as they are, and keep both; raises as `check_up`."""
    row = _row(account_id)
    connector = registry.connector(row.network)
    with _noted(row), _open(row, renewal.unseal(row)) as session:
        limits = connector.limits(session)
        changes = _shown(connector.profile(session)) if Verb.PROFILE in connector.declaration.verbs else {}
    now = clock.now()
    Account.objects.filter(pk=row.pk).update(
        limits=msgspec.to_builtins(limits), checked_at=now, check_at=now + CHECK_EVERY, **changes
    )
    health.recovered(row)
    return rows.value(Account.objects.get(pk=row.pk))


def working() -> tuple[AccountValue, ...]:
    """Every account that can be called, of all workspaces, in the order of their connecting."""
    found = Account.objects.filter(health__in=health.CALLABLE).order_by("connected_at", "id")
    return tuple(rows.value(row) for row in found)


@contextmanager
def _noted(row: Account) -> Iterator[None]:
    try:
        yield
    except Reauthorize as error:
        _refused(row, error)
        raise
    except Retry as error:
        if error.limited:
            health.limited(row, error.after_s)
        raise
    else:
        health.well(row)


def _refused(row: Account, error: Reauthorize) -> None:
    """Renew before believing it; returns when the account is lost."""
    if not Account.objects.filter(pk=row.pk, renewed_at=row.renewed_at).exists():
        raise Retry(0.0, error.detail) from error
    renewed_just_now = clock.now() - row.renewed_at < _JUST_RENEWED
    if not renewed_just_now and renewal.demand(row):
        renewal.fresh(row.pk, _open)
        raise Retry(0.0, error.detail) from error
    health.lost(row, error.detail)


@contextmanager
def _open(
    row: Account,
    credentials: Credentials,
    first_byte: Callable[[], None] | None = None,
    taken: Callable[[str], bool] = nobodys,
) -> Iterator[Session]:
    connector = registry.connector(row.network)
    budget = budgets.for_account(str(row.pk))
    made = http.make(connector.transports(), budget=budget, first_byte=first_byte)
    with closing(made.client):
        yield Session(
            account=str(row.pk),
            remote_id=row.remote_id,
            handle=row.handle,
            server=row.server,
            credentials=credentials,
            http=made,
            keep=lambda new: renewal.keep(connector, row.pk, new),
            taken=taken,
        )


def _shown(profile: Profile) -> dict[str, str]:
    return {
        "handle": profile.handle[:200],
        "name": profile.name[:200],
        "url": profile.url[:500],
        "avatar_url": profile.avatar_url[:1000],
    }


def _row(account_id: UUID) -> Account:
    row = Account.objects.filter(pk=account_id).first()
    if row is None:
        raise NotFound(_("There is no such account."))
    return row
