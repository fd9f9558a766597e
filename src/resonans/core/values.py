"""Rows as the values that other rooms see."""

from resonans.core import models
from resonans.core.types import (
    Brand,
    Invitation,
    Member,
    Membership,
    Role,
    Token,
    User,
    Workspace,
)


def workspace(row: models.Workspace) -> Workspace:
    """A tenant."""
    return Workspace(row.pk, row.name, row.slug, row.is_demo, row.created_at)


def brand(row: models.Brand) -> Brand:
    """What speaks."""
    return Brand(row.pk, row.workspace_id, row.name, row.timezone, row.currency, row.language)


def member(row: models.Member) -> Member:
    """A person in a workspace; the row comes with its user."""
    return Member(
        id=row.pk,
        workspace=row.workspace_id,
        user=row.user_id,
        name=str(row.user),
        email=row.user.email,
        role=Role(row.role),
        joined_at=row.created_at,
    )


def membership(row: models.Member) -> Membership:
    """A workspace and one's place in it; the row comes with its workspace."""
    return Membership(workspace(row.workspace), row.user_id, row.pk, Role(row.role))


def user(row: models.User) -> User:
    """Who signs in."""
    return User(row.pk, row.email, row.name, row.language, row.theme)


def invitation(row: models.Invitation) -> Invitation:
    """A place that waits; the row comes with its inviter and their user."""
    return Invitation(
        id=row.pk,
        workspace=row.workspace_id,
        email=row.email,
        role=Role(row.role),
        invited_by=str(row.invited_by.user) if row.invited_by else "",
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def token(row: models.ApiToken) -> Token:
    """A program's key; the row comes with its member and their user."""
    return Token(
        id=row.pk,
        workspace=row.workspace_id,
        member=row.member_id,
        member_name=str(row.member.user),
        name=row.name,
        hint=row.hint,
        scopes=frozenset(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
