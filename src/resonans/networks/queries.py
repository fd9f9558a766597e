"""Questions about connected accounts. None of them calls a network."""

from uuid import UUID

from resonans.core import typed
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.networks import connecting, registry, rows
from resonans.networks.contract import Connector, Limits
from resonans.networks.models import Account as Row
from resonans.networks.types import Account, Health, Offer


def accounts(
    access: Access, *, brand: UUID | None = None, with_disconnected: bool = False
) -> tuple[Account, ...]:
    """The workspace's accounts, or those of one brand, by network and handle."""
    require(access, Permission.READ)
    found = Row.objects.filter(workspace_id=access.workspace)
    if brand is not None:
        found = found.filter(brand_id=brand)
    if not with_disconnected:
        found = found.exclude(health=Health.DISCONNECTED.value)
    values = (rows.value(row) for row in found)
    return tuple(sorted(values, key=lambda each: (each.network, each.handle.lower(), each.id)))


def account(access: Access, account: UUID) -> Account:
    """One account, disconnected ones too; NotFound for a stranger."""
    require(access, Permission.READ)
    return rows.value(rows.find(access, account))


def limits(access: Access, account: UUID) -> Limits:
    """What a post of this account must fit, as its server said last, else as its network usually says."""
    require(access, Permission.READ)
    row = rows.find(access, account)
    if row.limits is None:
        return registry.connector(row.network).limits(None)
    return typed.from_plain(row.limits, Limits)


def offers(access: Access) -> tuple[Offer, ...]:
    """The networks that can be connected, by title."""
    require(access, Permission.READ)
    return tuple(sorted((_offer(each) for each in registry.connectors()), key=lambda each: each.title))


def offer(access: Access, network: str) -> Offer:
    """One network that can be connected; NotFound where resonans has no connector for it."""
    require(access, Permission.READ)
    return _offer(connecting.known(network))


def _offer(connector: Connector) -> Offer:
    said = connector.declaration
    return Offer(name=said.name, title=said.title, short=said.short, form=connector.form(), declaration=said)
