"""What members do to their workspace, its brands and each other."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import join
from tests.core.together import together

from resonans.core import access as accesses
from resonans.core import actions, brands, queries, tokens
from resonans.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from resonans.core.models import AuditEntry, Brand, Change, Member, User, Workspace
from resonans.core.types import Access, NewBrand, Role

KAFFE = NewBrand("Kaffe", "Europe/Stockholm", "SEK", "sv")


def owners(workspace: Workspace) -> int:
    return Member.objects.filter(workspace=workspace, role=Role.OWNER, left_at=None).count()


def test_an_owner_opens_another_workspace_and_owns_it(ana: Access) -> None:
    opened = actions.open_workspace(ana, "Kaffe & Co", KAFFE)
    assert opened.slug == "kaffe-co"
    user = queries.member(ana, ana.member).user if ana.member else None
    assert user is not None
    there = accesses.for_member(user, "kaffe-co")
    assert there.role == Role.OWNER
    assert [brand.name for brand in queries.brands(there)] == ["Kaffe"]
    assert [each.workspace.name for each in queries.workspaces(user)] == ["Kaffe & Co", "Rosteriet Kajen"]


def test_two_workspaces_of_one_name_get_two_addresses(ana: Access) -> None:
    slugs = [actions.open_workspace(ana, "Kaffe", KAFFE).slug for _ in range(3)]
    assert slugs == ["kaffe", "kaffe-2", "kaffe-3"]


def test_a_name_without_latin_letters_still_gets_an_address(ana: Access) -> None:
    assert actions.open_workspace(ana, "咖啡", KAFFE).slug == "workspace"


def test_an_editor_opens_no_workspace(ben: Access) -> None:
    with pytest.raises(NotAllowed):
        actions.open_workspace(ben, "Kaffe", KAFFE)


def test_renaming_a_workspace_keeps_its_address(ana: Access) -> None:
    renamed = actions.rename_workspace(ana, "  Kajen  ")
    assert (renamed.name, renamed.slug) == ("Kajen", "kajen")


def test_a_brand_is_created_changed_and_deleted_and_all_of_it_is_on_record(ana: Access, brand: Brand) -> None:
    made = actions.create_brand(ana, KAFFE)
    changed = actions.change_brand(ana, made.id, name="Kaffe och te", currency="EUR")
    assert (changed.name, changed.currency, changed.timezone) == ("Kaffe och te", "EUR", "Europe/Stockholm")
    actions.delete_brand(ana, made.id)
    assert [each.id for each in queries.brands(ana)] == [brand.pk]
    written = AuditEntry.objects.filter(subject=f"brand:{made.id}").order_by("pk")
    assert [(row.verb, row.detail) for row in written] == [
        ("brand.create", {"name": "Kaffe"}),
        ("brand.change", {"name": "Kaffe och te", "currency": "EUR"}),
        ("brand.delete", {"name": "Kaffe och te"}),
    ]
    assert {row.actor for row in written} == {f"member:{ana.member}"}
    assert Change.objects.filter(topic="brand", subject=f"brand:{made.id}").count() == 3


def test_a_change_that_changes_nothing_leaves_no_record(ana: Access, brand: Brand) -> None:
    actions.change_brand(ana, brand.pk, name=brand.name)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (NewBrand("", "UTC", "EUR", "en"), "name"),
        (NewBrand("   ", "UTC", "EUR", "en"), "name"),
        (NewBrand("x" * 121, "UTC", "EUR", "en"), "name"),
        (NewBrand("a\x00b", "UTC", "EUR", "en"), "name"),
        (NewBrand("a\ud800b", "UTC", "EUR", "en"), "name"),
        (NewBrand("a", "Europe/Stockholm2", "EUR", "en"), "timezone"),
        (NewBrand("a", "../../etc/passwd", "EUR", "en"), "timezone"),
        (NewBrand("a", "localtime", "EUR", "en"), "timezone"),
        (NewBrand("a", "UTC", "eur", "en"), "currency"),
        (NewBrand("a", "UTC", "DEM", "en"), "currency"),
        (NewBrand("a", "UTC", "EUR", "english"), "language"),
        (NewBrand("a", "UTC", "EUR", ""), "language"),
    ],
)
def test_a_wrong_brand_is_refused_at_its_field(ana: Access, wrong: NewBrand, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.create_brand(ana, wrong)
    assert set(refused.value.fields) == {field}
    assert not Brand.objects.exists()


def test_every_wrong_field_is_named_at_once(ana: Access) -> None:
    with pytest.raises(Invalid) as refused:
        actions.create_brand(ana, NewBrand("", "x", "y", "z"))
    assert set(refused.value.fields) == {"name", "timezone", "currency", "language"}


@given(st.sampled_from(brands.zones()), st.sampled_from(brands.currencies()))
def test_what_is_offered_is_accepted(zone: str, currency: str) -> None:
    assert brands.problems(NewBrand("a", zone, currency, "sv")) == {}


def test_a_brand_name_is_used_once_in_a_workspace(ana: Access, cleo: Access, brand: Brand) -> None:
    with pytest.raises(Conflict, match="already a brand"):
        actions.create_brand(ana, NewBrand(brand.name))
    other = actions.create_brand(ana, KAFFE)
    with pytest.raises(Conflict, match="already a brand"):
        actions.change_brand(ana, other.id, name=brand.name)
    assert actions.create_brand(cleo, NewBrand(brand.name)).name == brand.name


def test_the_last_brand_stays(ana: Access, brand: Brand) -> None:
    with pytest.raises(Conflict, match="at least one brand"):
        actions.delete_brand(ana, brand.pk)


def test_an_editor_changes_no_brand(ben: Access, brand: Brand) -> None:
    with pytest.raises(NotAllowed):
        actions.create_brand(ben, KAFFE)
    with pytest.raises(NotAllowed):
        actions.change_brand(ben, brand.pk, name="Ours now")
    with pytest.raises(NotAllowed):
        actions.delete_brand(ben, brand.pk)


def test_a_stranger_finds_no_brand_of_another_workspace(cleo: Access, brand: Brand) -> None:
    with pytest.raises(NotFound):
        queries.brand(cleo, brand.pk)
    with pytest.raises(NotFound):
        actions.change_brand(cleo, brand.pk, name="Ours now")
    with pytest.raises(NotFound):
        actions.delete_brand(cleo, brand.pk)


def test_an_owner_gives_another_role_and_it_counts_at_once(ana: Access, ben: Access) -> None:
    assert ben.member is not None
    changed = actions.change_role(ana, ben.member, Role.VIEWER)
    assert changed.role == Role.VIEWER
    assert accesses.for_member(changed.user, "kajen").role == Role.VIEWER
    assert AuditEntry.objects.get().detail == {"from": "editor", "to": "viewer"}


def test_the_last_owner_is_not_demoted_removed_nor_let_go(ana: Access, ben: Access) -> None:
    assert ana.member is not None
    with pytest.raises(Conflict, match="Ana is the last owner"):
        actions.change_role(ana, ana.member, Role.APPROVER)
    with pytest.raises(Conflict, match="last owner"):
        actions.remove_member(ana, ana.member)
    with pytest.raises(Conflict, match="last owner"):
        actions.leave(ana)
    assert not AuditEntry.objects.exists()


def test_an_owner_who_is_not_the_last_may_leave(ana: Access, workspace: Workspace) -> None:
    dora = join(workspace, "Dora", Role.OWNER)
    actions.leave(ana)
    assert [each.name for each in queries.members(dora)] == ["Dora"]
    assert ana.member is not None
    assert queries.member(dora, ana.member).name == "Ana"


def test_an_owner_who_can_no_longer_sign_in_does_not_count(ana: Access, workspace: Workspace) -> None:
    dora = join(workspace, "Dora", Role.OWNER)
    User.objects.filter(memberships=dora.member).update(is_active=False)
    with pytest.raises(Conflict, match="last owner"):
        actions.leave(ana)


def test_a_removed_member_is_out_at_once_with_their_tokens(ana: Access, ben: Access) -> None:
    assert ben.member is not None
    user = queries.member(ana, ben.member).user
    secret = tokens.create(ana, "Ben's script", {"read"}, member=ben.member).secret
    actions.remove_member(ana, ben.member)
    with pytest.raises(NotFound):
        accesses.for_member(user, "kajen")
    with pytest.raises(NotSignedIn):
        accesses.for_token(secret)
    with pytest.raises(NotFound):
        actions.change_role(ana, ben.member, Role.OWNER)


def test_a_stranger_reaches_no_member_of_another_workspace(cleo: Access, ben: Access) -> None:
    assert ben.member is not None
    with pytest.raises(NotFound):
        actions.change_role(cleo, ben.member, Role.VIEWER)
    with pytest.raises(NotFound):
        actions.remove_member(cleo, ben.member)
    with pytest.raises(NotFound):
        queries.member(cleo, ben.member)


def test_only_a_person_leaves(workspace: Workspace) -> None:
    with pytest.raises(NotAllowed):
        actions.leave(accesses.for_worker(workspace.pk))


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_at_once_leave_one(ana: Access, workspace: Workspace) -> None:
    for attempt in range(5):
        dora = join(workspace, f"Dora{attempt}", Role.OWNER)
        assert ana.member is not None
        assert dora.member is not None
        first, second = ana.member, dora.member
        results = together(
            partial(actions.change_role, ana, second, Role.VIEWER),
            partial(actions.change_role, dora, first, Role.VIEWER),
        )
        assert owners(workspace) == 1
        assert [type(result) for result in results].count(Conflict) == 1
        Member.objects.filter(pk=second).update(left_at=None, role=Role.VIEWER)
        Member.objects.filter(pk=first).update(role=Role.OWNER)


@pytest.mark.django_db(transaction=True)
def test_all_owners_who_leave_at_once_leave_one_behind(ana: Access, workspace: Workspace) -> None:
    others = [join(workspace, f"Dora{number}", Role.OWNER) for number in range(3)]
    results = together(*(partial(actions.leave, who) for who in (ana, *others)))
    assert owners(workspace) == 1
    assert [type(result) for result in results].count(Conflict) == 1


def test_a_person_chooses_their_name_language_and_theme(ana: Access) -> None:
    assert ana.member is not None
    user = queries.member(ana, ana.member).user
    changed = actions.change_user(user, name="Ana Lind", language="sv", theme="dark")
    assert (changed.name, changed.language, changed.theme) == ("Ana Lind", "sv", "dark")
    with pytest.raises(Invalid):
        actions.change_user(user, theme="pink")
    with pytest.raises(Invalid):
        actions.change_user(user, language="xx-nonsense")
    assert queries.user(user) == changed
