"""Settings, accounts: connected, checked, moved and taken away through the pages."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from resonans.core import clock
from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.networks import actions, models, queries, registry
from resonans.networks.contract import Verb
from resonans.networks.types import Account, Health
from tests.networks.conftest import connect
from tests.networks.harbour import Harbour
from tests.web.conftest import SignIn

LIST = "/w/kajen/settings/accounts/"
NEW = f"{LIST}new/harbour/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def second(brand: Brand) -> Brand:
    """Another brand, so that there is a choice."""
    return Brand.objects.create(workspace_id=brand.workspace_id, name="Kajens Bageri")


def text(client: Client, path: str = LIST) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_accounts_the_page_says_what_will_stand_there(
    signed_in: SignIn, ana: Access, vera: Access, brand: Brand, harbour: Harbour
) -> None:
    page = text(signed_in(ana))
    assert "No accounts yet" in page
    assert f'href="{NEW}"' in page
    page = text(signed_in(vera))
    assert "An owner of the workspace connects accounts" in page
    assert NEW not in page


def test_a_stranger_learns_nothing(signed_in: SignIn, cleo: Access, ship: Account) -> None:
    client = signed_in(cleo)
    for path in (LIST, NEW, f"{LIST}connected/"):
        assert client.get(path).status_code == 404
    for deed in ("check", "brand", "disconnect"):
        assert client.post(f"{LIST}{ship.id}/{deed}/").status_code == 404
    foreign = client.post(f"/w/cafe-lund/settings/accounts/{ship.id}/disconnect/")
    assert foreign.status_code == 404
    assert models.Account.objects.get().health == Health.CONNECTED


def test_an_editor_sees_accounts_and_changes_none(
    signed_in: SignIn, ben: Access, ship: Account, brand: Brand
) -> None:
    client = signed_in(ben)
    page = text(client)
    assert "kajen@new" in page
    assert "Disconnect" not in page
    assert client.get(NEW).status_code == 403
    for deed in ("check", "brand", "disconnect"):
        assert client.post(f"{LIST}{ship.id}/{deed}/", {"brand": str(brand.id)}).status_code == 403


def test_the_form_asks_what_the_network_needs(
    signed_in: SignIn, ana: Access, brand: Brand, harbour: Harbour
) -> None:
    page = text(signed_in(ana), NEW)
    assert 'name="ship"' in page
    assert 'type="password" name="key"' in page
    assert 'value="https://harbour.example"' in page
    assert "for_brand" not in page


def test_a_form_connects_an_account(
    signed_in: SignIn, ana: Access, brand: Brand, second: Brand, harbour: Harbour
) -> None:
    given = {"ship": "kajen", "key": "k-1", "for_brand": str(second.id)}
    answer = signed_in(ana).post(NEW, given, follow=True)
    assert "kajen@new is connected." in answer.content.decode()
    (account,) = queries.accounts(ana)
    assert account.brand == second.id


def test_what_is_missing_stands_beside_its_field(
    signed_in: SignIn, ana: Access, brand: Brand, harbour: Harbour
) -> None:
    answer = signed_in(ana).post(NEW, {"ship": "kajen"})
    assert answer.status_code == 422
    assert harbour.calls() == []


def test_a_refusal_is_told_in_words_and_the_secret_is_not_shown_again(
    signed_in: SignIn, ana: Access, brand: Brand, harbour: Harbour
) -> None:
    client = signed_in(ana)
    for key, words in (("dead", "did not accept"), ("down", "could not be reached"), ("busy", "to wait")):
        answer = client.post(NEW, {"ship": "kajen", "key": key})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert words in page
        assert f'value="{key}"' not in page
        assert 'value="kajen"' in page


def test_an_unknown_network_has_no_page(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    assert signed_in(ana).get(f"{LIST}new/atlantis/").status_code == 404


def test_a_person_is_sent_to_the_network_and_comes_back_to_a_connected_account(
    signed_in: SignIn, ana: Access, brand: Brand, harbour: Harbour
) -> None:
    client = signed_in(ana)
    leaving = client.post(NEW, {"ship": "kajen", "key": "ask"})
    assert leaving.status_code == 303
    asked = parse_qs(urlsplit(leaving["Location"]).query)
    assert asked["back"] == ["http://localhost:8321/w/kajen/settings/accounts/connected/"]
    back = client.get(f"{LIST}connected/", {"state": asked["state"][0], "code": "c-1"}, follow=True)
    assert "kajen@new is connected." in back.content.decode()


def test_a_person_who_declined_is_told_how_to_go_on(
    signed_in: SignIn, ana: Access, brand: Brand, harbour: Harbour
) -> None:
    client = signed_in(ana)
    leaving = client.post(NEW, {"ship": "kajen", "key": "ask"})
    state = parse_qs(urlsplit(leaving["Location"]).query)["state"][0]
    answer = client.get(f"{LIST}connected/", {"state": state, "error": "access_denied"})
    assert answer.status_code == 422
    assert "Start again, and agree there." in answer.content.decode()
    again = client.get(f"{LIST}connected/", {"state": state, "code": "c-1"})
    assert "begun too long ago" in again.content.decode()


def test_a_lost_account_offers_to_be_reconnected_with_what_is_known(
    signed_in: SignIn, ana: Access, second: Brand, harbour: Harbour, noon: datetime
) -> None:
    account = connect(ana, second, server="https://other.example")
    harbour.turn(profile="dead")
    clock.move(600)
    actions.check(ana, account.id)
    client = signed_in(ana)
    page = text(client)
    assert "Harbour no longer accepts its sign-in." in page
    assert "The key was withdrawn." in page
    assert f"{NEW}?account={account.id}" in page
    form = text(client, f"{NEW}?account={account.id}")
    assert "Reconnect kajen@new on Harbour" in form
    assert 'value="https://other.example"' in form
    assert f'value="{second.id}" selected' in form
    assert "Connect an account on Harbour" in text(client, f"{NEW}?account={uuid4()}")


def test_states_are_told_with_what_to_expect(
    signed_in: SignIn, ana: Access, brand: Brand, harbour: Harbour, noon: datetime
) -> None:
    connect(ana, brand, ship="limited")
    models.Account.objects.update(health=Health.LIMITED, limited_until=noon + timedelta(minutes=30))
    registry.register(Harbour(harbour.folder, verbs=frozenset({Verb.PUBLISH})))
    harbour.turn(expires_at=(noon + timedelta(days=3)).isoformat())
    connect(ana, brand, ship="expiring")
    page = text(signed_in(ana))
    assert "Limited for now" in page
    assert "Harbour asks us to wait. It goes on in 30 minutes; nothing is lost." in page
    assert "Expires soon" in page
    assert "Connect it again before that." in page


def test_a_check_says_how_the_account_is(
    signed_in: SignIn, ana: Access, ship: Account, harbour: Harbour
) -> None:
    client = signed_in(ana)
    answer = client.post(f"{LIST}{ship.id}/check/", follow=True)
    assert "kajen@new works." in answer.content.decode()
    harbour.turn(refresh="dead")
    answer = client.post(f"{LIST}{ship.id}/check/", follow=True)
    assert "kajen@new must be connected again." in answer.content.decode()


def test_a_check_while_the_network_is_away_says_so(
    signed_in: SignIn, ana: Access, ship: Account, harbour: Harbour
) -> None:
    harbour.turn(profile="down")
    answer = signed_in(ana).post(f"{LIST}{ship.id}/check/")
    assert answer.status_code == 422
    assert "Harbour could not be reached." in answer.content.decode()


def test_an_account_is_moved_to_another_brand(
    signed_in: SignIn, ana: Access, ship: Account, second: Brand
) -> None:
    client = signed_in(ana)
    answer = client.post(f"{LIST}{ship.id}/brand/", {"brand": str(second.id)}, follow=True)
    assert "kajen@new now speaks for Kajens Bageri." in answer.content.decode()
    assert queries.account(ana, ship.id).brand == second.id
    assert client.post(f"{LIST}{ship.id}/brand/", {"brand": "nonsense"}).status_code == 404


def test_a_disconnected_account_stays_in_sight_and_can_be_connected_again(
    signed_in: SignIn, ana: Access, ship: Account
) -> None:
    client = signed_in(ana)
    answer = client.post(f"{LIST}{ship.id}/disconnect/", follow=True)
    page = answer.content.decode()
    assert "Its posts and numbers stay." in page
    assert "No accounts yet" in page
    assert f"Connect again: {ship.handle}" in page
    client.post(f"{NEW}?account={ship.id}", {"ship": "kajen", "key": "k-2"})
    assert queries.account(ana, ship.id).health is Health.CONNECTED
