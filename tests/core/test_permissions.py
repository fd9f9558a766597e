"""Roles and scopes."""

from dataclasses import replace

import pytest

from resonans.core.errors import NotAllowed
from resonans.core.permissions import LOWEST_ROLE, Permission, may, require
from resonans.core.types import Access, Role


@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_what_every_lower_role_may(ana: Access, permission: Permission) -> None:
    allowed = [may(replace(ana, role=role), permission) for role in Role]
    assert allowed == sorted(allowed)
    assert allowed[LOWEST_ROLE[permission].rank]
    assert allowed.count(True) == len(Role) - LOWEST_ROLE[permission].rank


def test_an_editor_schedules_but_does_not_decide(ben: Access) -> None:
    require(ben, Permission.SCHEDULE)
    with pytest.raises(NotAllowed, match="approver"):
        require(ben, Permission.DECIDE)


def test_a_token_never_does_more_than_its_scopes(ana: Access) -> None:
    token = replace(ana, scopes=frozenset({Permission.READ}))
    require(token, Permission.READ)
    with pytest.raises(NotAllowed, match="scope"):
        require(token, Permission.SCHEDULE)


def test_a_scope_never_lifts_a_role(vera: Access) -> None:
    token = replace(vera, scopes=frozenset(Permission))
    assert not may(token, Permission.SCHEDULE)
