"""What the networks of a scope can tell at all, from their connectors' declarations."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from resonans.measurement.scope import Scope
from resonans.measurement.value import Window
from resonans.networks.contract import Verb
from resonans.networks.registry import connector


def scope(
    accounts: Iterable[tuple[UUID, str]], window: Window, *, as_known_at: datetime | None = None
) -> Scope:
    """The scope of some accounts, each with the name of its network; raises UnknownNetwork."""
    chosen = tuple(accounts)
    declared = {network: connector(network).declaration for network in sorted({name for _, name in chosen})}
    return Scope(
        accounts=tuple(account for account, _ in chosen),
        window=window,
        offers={name: frozenset(field.value for field in told.metrics) for name, told in declared.items()},
        tells_follows=frozenset(name for name, told in declared.items() if Verb.NOTIFICATIONS in told.verbs),
        as_known_at=as_known_at,
    )
