"""API tokens."""

import pytest

from resonans.core import access as accesses
from resonans.core import actions, clock, tokens
from resonans.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from resonans.core.models import ApiToken, AuditEntry
from resonans.core.permissions import Permission, may
from resonans.core.types import Access, Role

DAY_S = 24 * 3600


def test_a_token_acts_for_its_member_within_its_scopes(ana: Access) -> None:
    made = tokens.create(ana, "Reporting", {"read", "export"})
    assert made.secret.startswith("rsn_")
    access = accesses.for_token(made.secret)
    assert (access.workspace, access.role, access.member) == (ana.workspace, Role.OWNER, ana.member)
    assert access.actor == f"token:{made.token.id}"
    assert may(access, Permission.EXPORT)
    assert not may(access, Permission.SCHEDULE)


def test_the_secret_is_kept_as_a_hash_only(ana: Access) -> None:
    made = tokens.create(ana, "Reporting", {"read"})
    assert made.secret not in {str(value) for value in vars(ApiToken.objects.get()).values()}
    assert made.secret not in repr(made)
    assert made.secret not in str(AuditEntry.objects.values_list("detail"))


def test_a_token_never_does_more_than_its_member_may_now(ana: Access, ben: Access) -> None:
    assert ben.member is not None
    secret = tokens.create(ana, "Ben's", {"read", "schedule"}, member=ben.member).secret
    assert may(accesses.for_token(secret), Permission.SCHEDULE)
    actions.change_role(ana, ben.member, Role.VIEWER)
    assert not may(accesses.for_token(secret), Permission.SCHEDULE)
    assert may(accesses.for_token(secret), Permission.READ)
    actions.change_role(ana, ben.member, Role.OWNER)
    assert not may(accesses.for_token(secret), Permission.MANAGE_MEMBERS)


def test_a_scope_beyond_the_members_role_is_refused(ana: Access, ben: Access) -> None:
    with pytest.raises(Invalid, match="reaches further"):
        tokens.create(ana, "Ben's", {"decide"}, member=ben.member)
    with pytest.raises(Invalid, match="no scope"):
        tokens.create(ana, "Mine", {"everything"})
    with pytest.raises(Invalid, match="at least one"):
        tokens.create(ana, "Mine", set())


def test_only_owners_make_see_and_revoke_tokens(ana: Access, ben: Access) -> None:
    made = tokens.create(ana, "Reporting", {"read"})
    with pytest.raises(NotAllowed):
        tokens.create(ben, "Mine", {"read"})
    with pytest.raises(NotAllowed):
        tokens.tokens(ben)
    with pytest.raises(NotAllowed):
        tokens.revoke(ben, made.token.id)


def test_a_token_makes_no_token(ana: Access) -> None:
    access = accesses.for_token(tokens.create(ana, "All", list(Permission)).secret)
    with pytest.raises(NotAllowed, match="cannot make another"):
        tokens.create(access, "Child", {"read"})


def test_a_revoked_token_ends_at_once(ana: Access) -> None:
    made = tokens.create(ana, "Reporting", {"read"})
    tokens.revoke(ana, made.token.id)
    tokens.revoke(ana, made.token.id)
    with pytest.raises(NotSignedIn):
        accesses.for_token(made.secret)
    assert [each.revoked_at is not None for each in tokens.tokens(ana)] == [True]
    assert AuditEntry.objects.filter(verb="token.revoke").count() == 1


def test_a_token_ends_on_its_day(ana: Access, noon: object) -> None:
    secret = tokens.create(ana, "Short", {"read"}, days=1).secret
    endless = tokens.create(ana, "Endless", {"read"}, days=None).secret
    clock.move(DAY_S - 1)
    accesses.for_token(secret)
    clock.move(1)
    with pytest.raises(NotSignedIn):
        accesses.for_token(secret)
    clock.move(3650 * DAY_S)
    accesses.for_token(endless)


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_an_absurd_end_is_refused(ana: Access, days: int) -> None:
    with pytest.raises(Invalid) as refused:
        tokens.create(ana, "Odd", {"read"}, days=days)
    assert "days" in refused.value.fields


def test_the_last_use_is_noted_to_the_minute(ana: Access, noon: object) -> None:
    made = tokens.create(ana, "Reporting", {"read"}, days=None)
    assert made.token.last_used_at is None
    accesses.for_token(made.secret)
    first = clock.now()
    clock.move(30)
    accesses.for_token(made.secret)
    assert tokens.tokens(ana)[0].last_used_at == first
    clock.move(31)
    accesses.for_token(made.secret)
    assert tokens.tokens(ana)[0].last_used_at == clock.now()


def test_a_stranger_neither_sees_nor_revokes_a_token(ana: Access, cleo: Access) -> None:
    made = tokens.create(ana, "Reporting", {"read"})
    assert tokens.tokens(cleo) == ()
    with pytest.raises(NotFound):
        tokens.revoke(cleo, made.token.id)
    with pytest.raises(NotFound):
        tokens.create(cleo, "Theirs", {"read"}, member=ana.member)
    accesses.for_token(made.secret)


@pytest.mark.parametrize("secret", ["", "rsn_", "rsn_x", "\x00", "\ud800", "å" * 5000])
def test_a_made_up_token_opens_nothing(db: None, secret: str) -> None:
    with pytest.raises(NotSignedIn):
        accesses.for_token(secret)
