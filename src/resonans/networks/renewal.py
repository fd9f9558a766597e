"""Credentials: sealed in the row, and renewed once however many workers want them.

The right to renew is the account row's lease. Who does not get it waits for the one who did, then uses what
that one brought.
"""

import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from resonans.core import clock, secrets, work
from resonans.networks import health, registry
from resonans.networks.contract import Connector, Credentials, Session, Verb
from resonans.networks.errors import NetworkError, Reauthorize, Retry
from resonans.networks.models import Account

LEASE_S = 120.0
"""Longer than a renewal can take with its time-outs."""
TRANSIENT_PAUSE_S = 60.0
_WAIT_S = 0.1
_WAITS = 300
_LIFE_LEFT = 0.1
"""Credentials are renewed when a tenth of their life is left."""

type Open = Callable[[Account, Credentials], AbstractContextManager[Session]]
"""Opens the session through which a connector renews."""


def seal(credentials: Credentials) -> str:
    """Encrypt for the row."""
    return secrets.encrypt(json.dumps(dict(credentials.values)))


def unseal(row: Account) -> Credentials:
    """The row's credentials; Reauthorize where they were forgotten."""
    if not row.credentials:
        raise Reauthorize("The account was disconnected.")
    return Credentials(values=json.loads(secrets.decrypt(row.credentials)), expires_at=row.expires_at)


def columns(connector: Connector, credentials: Credentials) -> dict[str, object]:
    """What the row keeps of new credentials, with the moment at which they are to be renewed."""
    now = clock.now()
    return {
        "credentials": seal(credentials),
        "expires_at": credentials.expires_at,
        "renewed_at": now,
        "due_at": _renew_at(connector, credentials.expires_at, now),
    }


def merged(old: Credentials, new: Credentials) -> Credentials:
    """New values over the old ones; an empty one keeps what is stored.

    Networks that do not rotate refresh tokens answer with an empty one, and mean: keep yours.
    """
    given = {name: value for name, value in new.values.items() if value}
    return Credentials(values={**old.values, **given}, expires_at=new.expires_at)


def fresh(account: UUID, open_session: Open) -> Account:
    """The row with credentials that are not due for renewal, renewed here or by another worker.

    Raises Reauthorize when the network refuses to renew (the account is then marked as lost), and Retry when
    that failed for now and the old credentials have ended. While they have not ended, they serve on.
    """
    for _attempt in range(_WAITS):
        row = Account.objects.get(pk=account)
        now = clock.now()
        if row.due_at is None:
            return row
        if row.due_at > now:
            _refuse_ended(row, now)
            return row
        for held in work.claim(Account.objects.filter(pk=account), lease_s=LEASE_S, limit=1):
            return _renew(Account.objects.get(pk=account), held, open_session)
        threading.Event().wait(_WAIT_S)
    raise Retry(TRANSIENT_PAUSE_S, "Another worker has been renewing the credentials for too long.")


def demand(row: Account) -> bool:
    """Let the credentials in `row` count as ended, so that `fresh` renews them; False where nobody can.

    Nothing happens where another worker has renewed them meanwhile.
    """
    if not can_renew(registry.connector(row.network)) or not row.credentials:
        return False
    now = clock.now()
    Account.objects.filter(pk=row.pk, renewed_at=row.renewed_at).exclude(credentials="").update(
        due_at=now, expires_at=now
    )
    return True


def can_renew(connector: Connector) -> bool:
    """Whether the network renews credentials without a person."""
    return Verb.REFRESH in connector.declaration.verbs


def keep(connector: Connector, account: UUID, new: Credentials) -> None:
    """Store what a connector renewed by itself, or learned and wants to find in the next session."""
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account)
        if not row.credentials:
            return
        both = merged(unseal(row), new)
        same = new.expires_at == row.expires_at
        values = {"credentials": seal(both)} if same else columns(connector, both)
        Account.objects.filter(pk=account).update(**values)


def _renew(row: Account, held: work.Claim, open_session: Open) -> Account:
    connector = registry.connector(row.network)
    try:
        old = unseal(row)
        with open_session(row, old) as session:
            new = merged(old, connector.refresh(session))
    except Reauthorize as error:
        work.release(Account, held, due_at=None)
        health.lost(row, error.detail)
        raise
    except NetworkError as error:
        return _later(row, held, error)
    except BaseException:
        work.release(Account, held)
        raise
    try:
        work.release(Account, held, **columns(connector, new))
    except work.LeaseLost:
        return Account.objects.get(pk=row.pk)
    return Account.objects.get(pk=row.pk)


def _later(row: Account, held: work.Claim, error: NetworkError) -> Account:
    """Nothing is wrong with the account: the old credentials serve while they last."""
    pause_s = max(TRANSIENT_PAUSE_S, error.after_s if isinstance(error, Retry) else 0.0)
    now = clock.now()
    work.release(Account, held, due_at=now + timedelta(seconds=pause_s))
    later = Account.objects.get(pk=row.pk)
    _refuse_ended(later, now)
    return later


def _refuse_ended(row: Account, now: datetime) -> None:
    if row.due_at is not None and row.expires_at is not None and row.expires_at <= now:
        after_s = (row.due_at - now).total_seconds()
        raise Retry(after_s, "The credentials have ended and could not be renewed yet.")


def _renew_at(connector: Connector, expires_at: datetime | None, now: datetime) -> datetime | None:
    if expires_at is None or not can_renew(connector):
        return None
    return max(now, expires_at - (expires_at - now) * _LIFE_LEFT)
