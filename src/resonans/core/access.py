"""The only maker of `Access`."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from resonans.core import clock
from resonans.core.digests import digest
from resonans.core.errors import NotFound, NotSignedIn
from resonans.core.models import ApiToken, Member
from resonans.core.types import Access, Role
from resonans.core.words import _

_USE_NOTED_EVERY = timedelta(minutes=1)


def for_member(user: UUID, workspace_slug: str) -> Access:
    """What a signed-in user may do in a workspace.

    Raises NotFound where they are no member, so that a stranger cannot learn which workspaces exist.
    """
    member = (
        Member.objects.filter(
            user_id=user, user__is_active=True, left_at__isnull=True, workspace__slug=workspace_slug
        )
        .values_list("id", "workspace_id", "role")
        .first()
    )
    if member is None:
        raise NotFound(_("There is no such workspace, or you are not a member of it."))
    return Access(workspace=member[1], role=Role(member[2]), member=member[0])


def for_token(secret: str) -> Access:
    """What a program may do: its scopes, and never more than its member's role at this moment.

    Raises NotSignedIn where the token is unknown, expired or revoked, or its member has left.
    """
    now = clock.now()
    row = (
        ApiToken.objects.select_related("member")
        .filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            digest=digest("token", secret),
            revoked_at__isnull=True,
            member__left_at__isnull=True,
            member__user__is_active=True,
        )
        .first()
    )
    if row is None:
        raise NotSignedIn(
            _("This token is unknown, has expired or was revoked. An owner can make a new one.")
        )
    if row.last_used_at is None or now - row.last_used_at >= _USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return Access(
        workspace=row.workspace_id,
        role=Role(row.member.role),
        member=row.member_id,
        token=row.pk,
        scopes=frozenset(row.scopes),
    )


def for_worker(workspace: UUID) -> Access:
    """A loop of resonans itself, doing what a person or a rule has decided before."""
    return Access(workspace=workspace, role=Role.OWNER)


def for_console(workspace_slug: str) -> Access:
    """The workspace's first owner, for a command typed by whoever holds the machine.

    Raises NotFound where there is no such workspace.
    """
    member = (
        Member.objects.filter(
            workspace__slug=workspace_slug, role=Role.OWNER, left_at__isnull=True, user__is_active=True
        )
        .order_by("created_at", "pk")
        .first()
    )
    if member is None:
        raise NotFound(_("There is no workspace “%(slug)s”.") % {"slug": workspace_slug})
    return Access(workspace=member.workspace_id, role=Role.OWNER, member=member.pk)
