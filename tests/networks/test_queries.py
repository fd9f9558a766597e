"""What can be asked of connected accounts."""

import pytest
from tests.networks.conftest import connect
from tests.networks.harbour import Harbour

from resonans.core.errors import NotFound
from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.networks import actions, models, queries
from resonans.networks.types import Account

pytestmark = pytest.mark.django_db


def test_accounts_stand_by_network_and_handle(ana: Access, vera: Access, brand: Brand, ship: Account) -> None:
    other = connect(ana, brand, ship="Askan")
    assert queries.accounts(vera) == (other, ship)


def test_accounts_of_one_brand(ana: Access, brand: Brand, ship: Account) -> None:
    second = Brand.objects.create(workspace_id=ana.workspace, name="Kajens Bageri")
    other = connect(ana, second, ship="bagaren")
    assert queries.accounts(ana, brand=second.id) == (other,)


def test_a_disconnected_account_is_shown_only_when_asked_for(ana: Access, ship: Account) -> None:
    gone = actions.disconnect(ana, ship.id)
    assert queries.accounts(ana) == ()
    assert queries.accounts(ana, with_disconnected=True) == (gone,)
    assert queries.account(ana, ship.id) == gone


def test_a_stranger_sees_nothing(cleo: Access, ship: Account) -> None:
    assert queries.accounts(cleo, with_disconnected=True) == ()
    with pytest.raises(NotFound):
        queries.account(cleo, ship.id)
    with pytest.raises(NotFound):
        queries.limits(cleo, ship.id)


def test_limits_are_those_that_the_server_gave_at_connecting(
    vera: Access, ship: Account, harbour: Harbour
) -> None:
    harbour.turn(limit=9)
    before = harbour.calls()
    assert queries.limits(vera, ship.id).text.maximum == 500
    assert harbour.calls() == before


def test_limits_are_the_networks_usual_ones_until_the_server_gave_its_own(
    vera: Access, ship: Account
) -> None:
    models.Account.objects.update(limits=None)
    assert queries.limits(vera, ship.id).text.maximum == 100


def test_networks_are_offered_with_what_they_ask(vera: Access, harbour: Harbour) -> None:
    offer = queries.offer(vera, "harbour")
    assert offer in queries.offers(vera)
    assert (offer.title, offer.short) == ("Harbour", "Hb")
    assert [field.name for field in offer.form] == ["ship", "key", "server"]
    with pytest.raises(NotFound):
        queries.offer(vera, "atlantis")
