"""The first set-up and the demo's sign-in."""

from functools import partial

import pytest
from tests.core.together import together

from resonans.core import access as accesses
from resonans.core import setup
from resonans.core.errors import Invalid, NotAllowed
from resonans.core.models import AuditEntry, SetupKey, User, Workspace
from resonans.core.types import Access, Membership, NewBrand, Role

BRAND = NewBrand("Rosteriet Kajen", "Europe/Stockholm", "SEK", "sv")


def claim(
    key: str, *, email: str = "ana@example.test", password: str = "a roastery at the quay"
) -> Membership:
    return setup.claim(
        key, name="Ana", email=email, password=password, workspace="Rosteriet Kajen", brand=BRAND
    )


def fresh_key() -> str:
    key = setup.ensure_setup_key()
    assert key is not None
    return key


def test_whoever_holds_the_key_claims_the_place(db: None) -> None:
    key = fresh_key()
    assert setup.opens(key)
    claimed = claim(key)
    assert accesses.for_member(claimed.user, "rosteriet-kajen").role == Role.OWNER
    assert User.objects.get().check_password("a roastery at the quay")
    assert AuditEntry.objects.get().verb == "workspace.claim"
    assert setup.is_claimed()


def test_the_key_ends_after_its_use_and_no_new_one_is_made(db: None) -> None:
    key = fresh_key()
    claim(key)
    assert not setup.opens(key)
    with pytest.raises(NotAllowed):
        claim(key, email="eve@example.test")
    assert setup.ensure_setup_key() is None


@pytest.mark.parametrize("key", ["", "guess", "\x00", "\ud800"])
def test_nobody_claims_the_place_without_the_key(db: None, key: str) -> None:
    fresh_key()
    assert not setup.opens(key)
    with pytest.raises(NotAllowed, match="Restart resonans"):
        claim(key)
    assert not User.objects.exists()
    assert not Workspace.objects.exists()


def test_a_later_start_ends_the_earlier_key(db: None) -> None:
    first, second = fresh_key(), fresh_key()
    assert not setup.opens(first)
    assert setup.opens(second)


def test_what_must_change_leaves_the_key_good(db: None) -> None:
    key = fresh_key()
    with pytest.raises(Invalid) as refused:
        claim(key, password="short")
    assert "password" in refused.value.fields
    assert not Workspace.objects.exists()
    claim(key)


def test_the_key_is_kept_as_a_hash_only(db: None) -> None:
    key = fresh_key()
    assert key not in {str(value) for value in vars(SetupKey.objects.get()).values()}


def test_the_demos_key_signs_in_to_the_demo_and_claims_nothing(db: None) -> None:
    demo = setup.open_demo("Rosteriet Kajen", BRAND)
    assert setup.open_demo("Rosteriet Kajen", BRAND) == demo
    key = setup.ensure_setup_key(demo=True)
    assert key is not None
    assert setup.opens(key, demo=True)
    assert not setup.opens(key)
    with pytest.raises(NotAllowed):
        claim(key)
    person = setup.demo_sign_in(key)
    assert accesses.for_member(person.id, "demo") == demo
    with pytest.raises(NotAllowed):
        setup.demo_sign_in(key)
    assert not User.objects.get(pk=person.id).has_usable_password()
    assert not setup.is_claimed()


def test_the_demo_gets_a_new_key_at_each_start(db: None) -> None:
    setup.open_demo("Rosteriet Kajen", BRAND)
    keys = [setup.ensure_setup_key(demo=True) for _ in range(2)]
    assert all(keys)
    assert [setup.opens(key, demo=True) for key in keys if key] == [False, True]


def test_a_key_of_the_place_opens_no_demo(db: None) -> None:
    setup.open_demo("Rosteriet Kajen", BRAND)
    with pytest.raises(NotAllowed):
        setup.demo_sign_in(fresh_key())


@pytest.mark.django_db(transaction=True)
def test_two_who_claim_at_once_with_one_key_make_one_owner() -> None:
    key = fresh_key()
    results = together(
        partial(claim, key, email="ana@example.test"), partial(claim, key, email="eve@example.test")
    )
    assert [type(result) for result in results].count(NotAllowed) == 1
    assert User.objects.count() == 1


def test_an_owner_makes_the_place_claimed(ana: Access) -> None:
    assert setup.is_claimed()
    assert setup.ensure_setup_key() is None
