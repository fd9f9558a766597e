"""The only maker of `Access`."""

from uuid import UUID

from resonans.core.errors import NotFound
from resonans.core.models import Member
from resonans.core.types import Access, Role


def for_member(user: UUID, workspace_slug: str) -> Access:
    """What a signed-in user may do in a workspace.

    Raises NotFound where they are no member, so that a stranger cannot learn which workspaces exist.
    """
    member = (
        Member.objects.filter(user_id=user, user__is_active=True, workspace__slug=workspace_slug)
        .values_list("id", "workspace_id", "role")
        .first()
    )
    if member is None:
        from resonans.core.words import _

        raise NotFound(_("There is no such workspace, or you are not a member of it."))
    return Access(workspace=member[1], role=Role(member[2]), member=member[0])


def for_worker(workspace: UUID) -> Access:
    """A loop of resonans itself, doing what a person or a rule has decided before."""
    return Access(workspace=workspace, role=Role.OWNER)
