"""Invitations."""

from functools import partial

import pytest
from tests.core.together import together

from resonans.core import access as accesses
from resonans.core import clock, invitations, queries
from resonans.core.errors import Conflict, Invalid, NotAllowed, NotFound
from resonans.core.models import AuditEntry, Invitation, Member, User, Workspace
from resonans.core.types import Access, Invited, Role

PASSWORD = "a roastery at the quay"
WEEK_S = 7 * 24 * 3600


def token_of(invited: Invited) -> str:
    return invited.link.rstrip("/").rpartition("/")[2]


def test_an_invited_person_joins_with_the_role_they_were_offered(ana: Access) -> None:
    invited = invitations.invite(ana, " Dora@Example.test ", Role.EDITOR)
    assert invited.link.startswith("http://localhost:8321/invitation/")
    offer = invitations.offer(token_of(invited))
    assert (offer.workspace_name, offer.email, offer.role) == (
        "Rosteriet Kajen",
        "dora@example.test",
        Role.EDITOR,
    )
    assert (offer.invited_by, offer.has_user) == ("Ana", False)
    joined = invitations.accept(token_of(invited), name="Dora", password=PASSWORD)
    assert accesses.for_member(joined.user, "kajen").role == Role.EDITOR
    assert invitations.pending(ana) == ()
    person = User.objects.get(pk=joined.user)
    assert (person.email, person.name, person.check_password(PASSWORD)) == ("dora@example.test", "Dora", True)
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "member.invite",
        "member.join",
    ]


def test_the_link_is_kept_as_a_hash_only(ana: Access) -> None:
    invited = invitations.invite(ana, "dora@example.test", Role.VIEWER)
    row = Invitation.objects.get()
    assert token_of(invited) not in {str(value) for value in vars(row).values()}
    assert token_of(invited) not in repr(invited)


def test_a_link_opens_once(ana: Access) -> None:
    token = token_of(invitations.invite(ana, "dora@example.test", Role.VIEWER))
    invitations.accept(token, name="Dora", password=PASSWORD)
    with pytest.raises(NotFound, match="Ask for a new link"):
        invitations.accept(token, name="Eve", password=PASSWORD)
    with pytest.raises(NotFound):
        invitations.offer(token)


def test_a_link_ends_after_a_week_and_can_be_renewed(ana: Access, noon: object) -> None:
    invited = invitations.invite(ana, "dora@example.test", Role.VIEWER)
    clock.move(WEEK_S)
    with pytest.raises(NotFound):
        invitations.offer(token_of(invited))
    assert [each.id for each in invitations.pending(ana)] == [invited.invitation.id]
    renewed = invitations.renew(ana, invited.invitation.id)
    assert invitations.offer(token_of(renewed)).email == "dora@example.test"
    with pytest.raises(NotFound):
        invitations.offer(token_of(invited))


def test_a_withdrawn_invitation_no_longer_opens(ana: Access) -> None:
    invited = invitations.invite(ana, "dora@example.test", Role.VIEWER)
    invitations.withdraw(ana, invited.invitation.id)
    with pytest.raises(NotFound):
        invitations.accept(token_of(invited), name="Dora", password=PASSWORD)
    with pytest.raises(NotFound):
        invitations.withdraw(ana, invited.invitation.id)


def test_the_same_address_is_invited_once_at_a_time(ana: Access, cleo: Access) -> None:
    invitations.invite(ana, "dora@example.test", Role.VIEWER)
    with pytest.raises(Conflict, match="invited already"):
        invitations.invite(ana, "DORA@example.test", Role.EDITOR)
    assert invitations.invite(cleo, "dora@example.test", Role.VIEWER).invitation.workspace == cleo.workspace


def test_a_member_is_not_invited_again(ana: Access, ben: Access) -> None:
    with pytest.raises(Conflict, match="member already"):
        invitations.invite(ana, "ben@example.test", Role.OWNER)


@pytest.mark.parametrize("email", ["", "dora", "dora@", "a b@example.test", "d" * 250 + "@example.test"])
def test_what_is_no_address_is_refused(ana: Access, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        invitations.invite(ana, email, Role.VIEWER)
    assert "email" in refused.value.fields


@pytest.mark.parametrize("password", ["short", "password1234", "1234567890123"])
def test_a_weak_password_is_refused_and_the_link_stays_good(ana: Access, password: str) -> None:
    token = token_of(invitations.invite(ana, "dora@example.test", Role.VIEWER))
    with pytest.raises(Invalid) as refused:
        invitations.accept(token, name="Dora", password=password)
    assert "password" in refused.value.fields
    assert invitations.offer(token).email == "dora@example.test"


def test_who_can_sign_in_already_joins_as_themselves(ana: Access, cleo: Access) -> None:
    token = token_of(invitations.invite(ana, "cleo@example.test", Role.APPROVER))
    assert invitations.offer(token).has_user
    with pytest.raises(Conflict, match="Sign in first"):
        invitations.accept(token, name="Cleo", password=PASSWORD)
    me = queries.me(cleo)
    assert me is not None
    joined = invitations.accept_as(token, me.user)
    assert (joined.workspace.slug, joined.role) == ("kajen", Role.APPROVER)


def test_who_left_comes_back_by_invitation_with_their_new_role(ana: Access, ben: Access) -> None:
    assert ben.member is not None
    member = Member.objects.get(pk=ben.member)
    Member.objects.filter(pk=ben.member).update(left_at=clock.now())
    token = token_of(invitations.invite(ana, "ben@example.test", Role.AGENT))
    joined = invitations.accept_as(token, member.user_id)
    assert (joined.member, joined.role) == (member.pk, Role.AGENT)
    assert accesses.for_member(member.user_id, "kajen").role == Role.AGENT


def test_an_approver_invites_nobody(workspace: Workspace, ben: Access) -> None:
    with pytest.raises(NotAllowed):
        invitations.invite(ben, "dora@example.test", Role.VIEWER)
    with pytest.raises(NotAllowed):
        invitations.pending(ben)


def test_a_stranger_neither_sees_nor_touches_an_invitation(ana: Access, cleo: Access) -> None:
    invited = invitations.invite(ana, "dora@example.test", Role.VIEWER)
    assert invitations.pending(cleo) == ()
    with pytest.raises(NotFound):
        invitations.withdraw(cleo, invited.invitation.id)
    with pytest.raises(NotFound):
        invitations.renew(cleo, invited.invitation.id)


@pytest.mark.parametrize("token", ["", "x", "\x00", "å" * 300, "\ud800"])
def test_a_made_up_link_opens_nothing(db: None, token: str) -> None:
    with pytest.raises(NotFound):
        invitations.offer(token)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_open_one_link_at_once_do_not_both_get_in(ana: Access, cleo: Access) -> None:
    token = token_of(invitations.invite(ana, "dora@example.test", Role.VIEWER))
    me = queries.me(cleo)
    assert me is not None
    results = together(
        partial(invitations.accept, token, name="Dora", password=PASSWORD),
        partial(invitations.accept_as, token, me.user),
    )
    assert [type(result) for result in results].count(NotFound) == 1
    assert Member.objects.filter(workspace=ana.workspace).count() == 2
