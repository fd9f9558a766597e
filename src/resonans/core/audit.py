"""The audit log: written inside the transaction of the act it tells of."""

from collections.abc import Mapping

from resonans.core.models import AuditEntry, Change
from resonans.core.types import Access


def record(
    access: Access, verb: str, subject: str, detail: Mapping[str, str | int | bool | None] | None = None
) -> None:
    """Note that `access.actor` did `verb` (`post.schedule`) to `subject` (`post:<id>`).

    `detail` holds names, numbers and states, never a message's text or a secret.
    """
    AuditEntry.objects.create(
        workspace_id=access.workspace,
        actor=access.actor,
        verb=verb,
        subject=subject,
        detail=dict(detail or {}),
    )


def announce(access: Access, topic: str, subject: str = "") -> None:
    """Tell open pages of the workspace that something of this topic (`delivery`, `account`) changed."""
    Change.objects.create(workspace=access.workspace, topic=topic, subject=subject)
