"""Whose account it is that a network tells of."""

from dataclasses import dataclass

from resonans.core import access as accesses
from resonans.core import queries as core
from resonans.core.types import Access
from resonans.events.ingest import Source
from resonans.networks import queries as networks
from resonans.networks import registry
from resonans.networks.contract import Connector
from resonans.networks.types import Account


@dataclass(frozen=True, slots=True)
class Place:
    """All that collecting from one account needs."""

    access: Access
    account: Account
    connector: Connector
    source: Source


def place(account: Account) -> Place:
    """For a worker's own loop; raises UnknownNetwork where the connector is no longer installed."""
    access = accesses.for_worker(account.workspace)
    beside = networks.accounts(access, with_disconnected=True)
    return Place(
        access=access,
        account=account,
        connector=registry.connector(account.network),
        source=Source(
            workspace=account.workspace,
            brand=account.brand,
            account=account.id,
            network=account.network,
            remote_id=account.remote_id,
            key=core.pseudonym_key(access),
            own=frozenset(each.remote_id for each in beside if each.network == account.network),
        ),
    )
