"""API tokens: a program's key to one workspace, in the name of one member."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from resonans.core import clock, models, values
from resonans.core.audit import record
from resonans.core.digests import digest, fresh
from resonans.core.errors import Invalid, NotAllowed, NotFound
from resonans.core.permissions import LOWEST_ROLE, Permission, require
from resonans.core.types import Access, NewToken, Role, Token
from resonans.core.validation import clean_name
from resonans.core.words import _

PREFIX = "rsn_"
_HINT_LENGTH = len(PREFIX) + 6
_LONGEST_DAYS = 3650


def create(
    access: Access,
    name: str,
    scopes: Collection[str],
    *,
    member: UUID | None = None,
    days: int | None = 90,
) -> NewToken:
    """Make a token that acts for `member` (None: for oneself). The secret can be read only now.

    `days` None: it never ends by itself. Raises Invalid for a scope that is unknown or that the member's role
    does not reach.
    """
    require(access, Permission.MANAGE_TOKENS)
    if access.token is not None:
        raise NotAllowed(_("A token cannot make another token. Sign in and make it there."))
    name, secret = clean_name(name), fresh(PREFIX)
    with transaction.atomic():
        holder = _holder(access, member)
        row = models.ApiToken.objects.create(
            workspace_id=access.workspace,
            member=holder,
            name=name,
            hint=secret[:_HINT_LENGTH],
            digest=digest("token", secret),
            scopes=_checked(scopes, Role(holder.role)),
            expires_at=_end(days),
        )
        detail = {"name": name, "scopes": " ".join(row.scopes), "member": str(holder.pk)}
        record(access, "token.create", f"token:{row.pk}", detail)
    return NewToken(values.token(row), secret)


def tokens(access: Access) -> tuple[Token, ...]:
    """The workspace's tokens, newest first, revoked and expired ones too."""
    require(access, Permission.MANAGE_TOKENS)
    rows = models.ApiToken.objects.select_related("member__user").filter(workspace=access.workspace)
    return tuple(map(values.token, rows.order_by("-pk")))


def revoke(access: Access, token: UUID) -> None:
    """End a token now. Revoking twice is not an error."""
    require(access, Permission.MANAGE_TOKENS)
    with transaction.atomic():
        rows = models.ApiToken.objects.filter(workspace=access.workspace, pk=token)
        if rows.filter(revoked_at__isnull=True).update(revoked_at=clock.now()):
            record(access, "token.revoke", f"token:{token}")
        elif not rows.exists():
            raise NotFound(_("There is no such token in this workspace."))


def _holder(access: Access, member: UUID | None) -> models.Member:
    chosen = member or access.member
    row = (
        models.Member.objects.select_related("user")
        .filter(workspace=access.workspace, pk=chosen, left_at__isnull=True)
        .first()
        if chosen is not None
        else None
    )
    if row is None:
        raise NotFound(_("There is no such member in this workspace."))
    return row


def _checked(scopes: Collection[str], role: Role) -> list[str]:
    problem = ""
    if not scopes:
        problem = _("Choose at least one scope.")
    for scope in scopes:
        if scope not in Permission:
            problem = _("There is no scope “%(scope)s”.") % {"scope": scope[:40]}
        elif not role.covers(LOWEST_ROLE[Permission(scope)]):
            problem = _("The scope “%(scope)s” reaches further than the role %(role)s.") % {
                "scope": scope,
                "role": role.value,
            }
    if problem:
        raise Invalid(problem, fields={"scopes": problem})
    return [scope.value for scope in Permission if scope in scopes]


def _end(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= _LONGEST_DAYS:
        problem = _("A token lasts from 1 to %(longest)d days.") % {"longest": _LONGEST_DAYS}
        raise Invalid(problem, fields={"days": problem})
    return clock.now() + timedelta(days=days)
