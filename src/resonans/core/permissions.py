"""Which role may do what. Checked inside actions and queries, so page, API and command cannot differ."""

from enum import StrEnum

from resonans.core.errors import NotAllowed
from resonans.core.types import Access, Role


class Permission(StrEnum):
    """The verbs that need a right. The same words are the scopes of API tokens."""

    READ = "read"
    EXPORT = "export"
    DRAFT = "draft"
    SCHEDULE = "schedule"
    DECIDE = "decide"
    MANAGE_BRANDS = "manage_brands"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_TOKENS = "manage_tokens"


LOWEST_ROLE = {
    Permission.READ: Role.VIEWER,
    Permission.EXPORT: Role.ANALYST,
    Permission.DRAFT: Role.AGENT,
    Permission.SCHEDULE: Role.EDITOR,
    Permission.DECIDE: Role.APPROVER,
    Permission.MANAGE_BRANDS: Role.OWNER,
    Permission.MANAGE_MEMBERS: Role.OWNER,
    Permission.MANAGE_ACCOUNTS: Role.OWNER,
    Permission.MANAGE_TOKENS: Role.OWNER,
}


def may(access: Access, permission: Permission) -> bool:
    """Whether the role reaches far enough and, for a token, its scopes name the permission."""
    in_scope = access.scopes is None or permission in access.scopes
    return in_scope and access.role.covers(LOWEST_ROLE[permission])


def require(access: Access, permission: Permission) -> None:
    """Raise NotAllowed unless `may`."""
    if may(access, permission):
        return
    from resonans.core.words import _

    needed = LOWEST_ROLE[permission]
    if access.scopes is not None and permission not in access.scopes:
        raise NotAllowed(_("This token lacks the scope “%(scope)s”.") % {"scope": permission.value})
    raise NotAllowed(
        _("This needs the role %(needed)s; yours is %(role)s. An owner of the workspace can change it.")
        % {"needed": needed.value, "role": access.role.value}
    )
