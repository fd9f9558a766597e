"""Rows of connected accounts as values."""

from uuid import UUID

from resonans.core.errors import NotFound
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import health
from resonans.networks.models import Account
from resonans.networks.types import Account as AccountValue


def value(row: Account) -> AccountValue:
    """The row as it crosses rooms, with its health at this moment."""
    state, limited_until = health.at_present(row)
    return AccountValue(
        id=row.pk,
        workspace=row.workspace_id,
        brand=row.brand_id,
        network=row.network,
        remote_id=row.remote_id,
        handle=row.handle,
        name=row.name,
        url=row.url,
        avatar_url=row.avatar_url,
        server=row.server,
        health=state,
        health_reason=row.health_reason,
        expires_at=row.expires_at,
        limited_until=limited_until,
        connected_at=row.connected_at,
        checked_at=row.checked_at,
        last_collected_at=row.last_collected_at,
    )


def find(access: Access, account: UUID) -> Account:
    """The workspace's row; NotFound for a stranger's or none."""
    row = Account.objects.filter(pk=account, workspace_id=access.workspace).first()
    if row is None:
        raise NotFound(_("There is no such account in this workspace."))
    return row
