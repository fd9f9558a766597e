"""Questions about workspaces, the people in them, and what they did."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from resonans.core import models, secrets, values
from resonans.core.errors import Invalid, NotFound
from resonans.core.permissions import Permission, require
from resonans.core.types import Access, AuditLine, Brand, Member, Membership, Page, User, Workspace
from resonans.core.words import _


def workspace(access: Access) -> Workspace:
    """The workspace that is asked for."""
    require(access, Permission.READ)
    row = models.Workspace.objects.filter(pk=access.workspace).first()
    if row is None:
        raise NotFound(_("There is no such workspace, or you are not a member of it."))
    return values.workspace(row)


def every_workspace() -> tuple[Workspace, ...]:
    """All workspaces of the installation, for whoever holds the machine. Never for a page or the API."""
    return tuple(values.workspace(row) for row in models.Workspace.objects.order_by("slug"))


def workspaces(user: UUID) -> tuple[Membership, ...]:
    """The workspaces a person is in, by name."""
    rows = models.Member.objects.select_related("workspace").filter(
        user=user, user__is_active=True, left_at__isnull=True
    )
    return tuple(
        sorted((values.membership(row) for row in rows), key=lambda each: each.workspace.name.casefold())
    )


def user(user: UUID) -> User:
    """A person who can sign in."""
    row = models.User.objects.filter(pk=user).first()
    if row is None:
        raise NotFound(_("There is no such person."))
    return values.user(row)


def brands(access: Access) -> tuple[Brand, ...]:
    """The workspace's brands, by name."""
    require(access, Permission.READ)
    rows = models.Brand.objects.filter(workspace=access.workspace)
    return tuple(sorted(map(values.brand, rows), key=lambda each: (each.name.casefold(), each.id)))


def brand(access: Access, brand: UUID) -> Brand:
    """One brand. Raises NotFound."""
    require(access, Permission.READ)
    row = models.Brand.objects.filter(workspace=access.workspace, pk=brand).first()
    if row is None:
        raise NotFound(_("There is no such brand in this workspace."))
    return values.brand(row)


def members(access: Access) -> tuple[Member, ...]:
    """Who is in the workspace now, by name."""
    require(access, Permission.READ)
    rows = models.Member.objects.select_related("user").filter(
        workspace=access.workspace, left_at__isnull=True
    )
    return tuple(sorted(map(values.member, rows), key=lambda each: (each.name.casefold(), each.id)))


def member(access: Access, member: UUID) -> Member:
    """One member, also one who has left: their name stays on what they did. Raises NotFound."""
    require(access, Permission.READ)
    row = models.Member.objects.select_related("user").filter(workspace=access.workspace, pk=member).first()
    if row is None:
        raise NotFound(_("There is no such member in this workspace."))
    return values.member(row)


def me(access: Access) -> Member | None:
    """The member who asks, or in whose name a token asks; None for resonans itself."""
    return None if access.member is None else member(access, access.member)


def pseudonym_key(access: Access) -> bytes:
    """32 bytes that turn this workspace's contacts into actors of the lake; never changes."""
    sealed = models.Workspace.objects.values_list("pseudonym_key", flat=True).get(pk=access.workspace)
    return bytes.fromhex(secrets.decrypt(sealed))


def audit(
    access: Access,
    *,
    subject: str = "",
    actor: str = "",
    verb: str = "",
    since: datetime | None = None,
    cursor: str = "",
    limit: int = 50,
) -> Page[AuditLine]:
    """Who did what, newest first. `verb` matches its beginning: `post` finds `post.schedule`.

    Raises Invalid for a cursor that this function did not give.
    """
    require(access, Permission.READ)
    rows = models.AuditEntry.objects.filter(workspace=access.workspace)
    if subject:
        rows = rows.filter(subject=subject)
    if actor:
        rows = rows.filter(actor=actor)
    if verb:
        rows = rows.filter(Q(verb=verb) | Q(verb__startswith=f"{verb}."))
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    if cursor:
        rows = rows.filter(pk__lt=_before(cursor))
    found = list(rows.order_by("-pk")[: limit + 1])
    names = _actor_names(access, {row.actor for row in found})
    lines = tuple(
        AuditLine(
            row.pk,
            row.created_at,
            row.actor,
            names.get(row.actor, ""),
            row.verb,
            row.subject,
            row.detail,
        )
        for row in found[:limit]
    )
    return Page(lines, str(lines[-1].id) if len(found) > limit else "")


def _before(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError as error:
        problem = _("This page of the list is no longer there. Start from its beginning.")
        raise Invalid(problem, fields={"cursor": problem}) from error


def _actor_names(access: Access, actors: Iterable[str]) -> dict[str, str]:
    """Names by actor: a member's own, a token's with its member's."""
    ids: dict[str, list[str]] = {"member": [], "token": []}
    for actor in actors:
        kind, found, key = actor.partition(":")
        if found and kind in ids:
            ids[kind].append(key)
    members_there = models.Member.objects.select_related("user").filter(
        workspace=access.workspace, pk__in=ids["member"]
    )
    tokens_there = models.ApiToken.objects.select_related("member__user").filter(
        workspace=access.workspace, pk__in=ids["token"]
    )
    names = {f"member:{row.pk}": str(row.user) for row in members_there}
    names |= {f"token:{row.pk}": f"{row.name} ({row.member.user})" for row in tokens_there}
    return names
