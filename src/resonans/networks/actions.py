"""What people do with accounts: connect, reconnect, disconnect, give to a brand, check."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from resonans.core import audit, queries
from resonans.core.errors import Conflict
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import connecting, contract, rows, sessions
from resonans.networks.errors import NetworkError, Reauthorize
from resonans.networks.models import Account as Row
from resonans.networks.types import Account, Health, Redirect


def begin(
    access: Access, brand: UUID, network: str, form: Mapping[str, str], return_to: str
) -> Account | Redirect:
    """Connect an account of `network` for `brand`, or begin to: then the person must go to the Redirect.

    An account that the workspace had before keeps its row and history, and speaks for `brand` from now on.
    Raises Invalid with what must change by the form's field names, NetworkUnavailable, NotFound.
    """
    require(access, Permission.MANAGE_ACCOUNTS)
    connector = connecting.known(network)
    brand = queries.brand(access, brand).id
    given = connecting.filled(connector.form(), form)
    state = secrets.token_urlsafe(32)
    connecting.refuse_elsewhere(return_to)
    with connecting.in_words(connector), connecting.client(connector) as client:
        answer = connector.begin(client, given, return_to=return_to, state=state)
    if isinstance(answer, contract.Connected):
        return _connected(access, brand, connector, answer)
    connecting.remember(access, brand, network, state=state, pending=answer.pending)
    return Redirect(url=answer.url, state=state)


def finish(access: Access, state: str, query: Mapping[str, str]) -> Account:
    """The person came back with `query`. A state serves once, for 15 minutes, the member who began."""
    require(access, Permission.MANAGE_ACCOUNTS)
    waiting, pending = connecting.recall(access, state)
    connector = connecting.known(waiting.network)
    with connecting.in_words(connector), connecting.client(connector) as client:
        answer = connector.finish(client, pending, query)
    return _connected(access, waiting.brand_id, connector, answer)


def disconnect(access: Access, account: UUID) -> Account:
    """Forget the account's credentials for good. Its row and history stay; connecting again revives it."""
    require(access, Permission.MANAGE_ACCOUNTS)
    with transaction.atomic():
        row = rows.find(access, account)
        moved = (
            Row.objects.filter(pk=row.pk)
            .exclude(health=Health.DISCONNECTED.value)
            .update(
                credentials="",
                expires_at=None,
                due_at=None,
                health=Health.DISCONNECTED.value,
                health_reason="",
                limited_until=None,
            )
        )
        if moved:
            _note(access, "account.disconnect", row)
    return rows.value(rows.find(access, account))


def assign(access: Access, account: UUID, brand: UUID) -> Account:
    """Let the account speak for another brand from now on. What it said before stays with the old one."""
    require(access, Permission.MANAGE_ACCOUNTS)
    with transaction.atomic():
        row = rows.find(access, account)
        chosen = queries.brand(access, brand).id
        if Row.objects.filter(pk=row.pk).exclude(brand_id=chosen).update(brand_id=chosen):
            _note(access, "account.assign", row)
    return rows.value(rows.find(access, account))


def check(access: Access, account: UUID) -> Account:
    """Ask the network now whether the account still works. The answer stands in its health.

    Raises NetworkUnavailable where the network could not be asked, Conflict for a disconnected account.
    """
    require(access, Permission.MANAGE_ACCOUNTS)
    row = rows.find(access, account)
    if row.health == Health.DISCONNECTED.value:
        raise Conflict(_("This account is disconnected. Connect it again to use it."))
    with connecting.in_words(connecting.known(row.network)), suppress(Reauthorize):
        sessions.check_up(row.pk)
    row = rows.find(access, account)
    audit.record(access, "account.check", f"account:{row.pk}", {"health": row.health})
    return rows.value(row)


def collected(access: Access, account: UUID, at: datetime) -> None:
    """Note that all the account's posts and numbers up to `at` have been read. For collectors."""
    Row.objects.filter(pk=rows.find(access, account).pk).update(last_collected_at=at)


def _connected(
    access: Access, brand: UUID, connector: contract.Connector, answer: contract.Connected
) -> Account:
    row = connecting.keep(access, brand, connector, answer)
    with suppress(NetworkError):
        sessions.look(row.pk)
    return rows.value(rows.find(access, row.pk))


def _note(access: Access, verb: str, row: Row) -> None:
    audit.record(access, verb, f"account:{row.pk}", {"network": row.network, "handle": row.handle})
    audit.announce(access, "account", str(row.pk))
