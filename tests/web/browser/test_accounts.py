"""Settings, accounts, in the browser: looked over in its states, walked by form, keyboard and redirect."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Route, expect

from resonans.core.models import Brand
from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.networks import models, queries
from resonans.networks.types import Account, Health
from tests.bluesky_network.servers import BlueskyNetwork
from tests.networks.conftest import connect
from tests.networks.harbour import Harbour
from tests.web.browser.looking import Looks

LIST = "/w/kajen/settings/accounts/"
NEW = f"{LIST}new/harbour/"


@pytest.fixture
def fleet(ana: Access, ship: Account, brand: Brand, noon: datetime) -> Account:
    """An account in each state, and a second brand. The one that is lost."""
    Brand.objects.create(workspace_id=ana.workspace, name="Kajens Bageri")
    states: dict[str, dict[str, Any]] = {
        "askan": {"health": Health.LIMITED, "limited_until": noon + timedelta(minutes=30)},
        "bodil": {"due_at": None, "expires_at": noon + timedelta(days=3)},
        "calle": {"health": Health.RECONNECT, "health_reason": "The key was withdrawn."},
        "disa": {"health": Health.DISCONNECTED, "credentials": ""},
    }
    for name, changes in states.items():
        account = connect(ana, brand, ship=name)
        models.Account.objects.filter(pk=account.id).update(**changes)
    return next(each for each in queries.accounts(ana) if each.health is Health.RECONNECT)


def test_the_page_of_accounts(look: Looks, ana: Access, fleet: Account) -> None:
    look.over("accounts", LIST, ana)


def test_the_page_without_accounts(look: Looks, ana: Access, brand: Brand, harbour: Harbour) -> None:
    look.over("accounts-empty", LIST, ana)


def test_the_page_that_asks(look: Looks, ana: Access, brand: Brand, harbour: Harbour) -> None:
    look.over("connect", NEW, ana)


def test_an_account_is_connected_by_keyboard(
    look: Looks, ana: Access, brand: Brand, harbour: Harbour
) -> None:
    page = look.page(ana)
    page.goto(LIST)
    page.get_by_role("link", name="Harbour").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Ship").focus()
    page.keyboard.type("kajen")
    page.keyboard.press("Tab")
    page.keyboard.type("k-1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("kajen@new is connected.")).to_be_visible()


def test_an_account_is_connected_without_script(
    look: Looks, ana: Access, brand: Brand, harbour: Harbour
) -> None:
    page = look.page(ana, script=False)
    page.goto(NEW)
    page.get_by_label("Ship").fill("kajen")
    page.get_by_label("Key").fill("k-1")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("kajen@new is connected.")).to_be_visible()


def test_a_person_agrees_at_the_network_and_comes_back(
    look: Looks, ana: Access, brand: Brand, harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESONANS_URL", look.address)
    settings.cache_clear()
    page = look.page(ana)

    def agree(route: Route) -> None:
        asked = parse_qs(urlsplit(route.request.url).query)
        back = f"{asked['back'][0]}?state={asked['state'][0]}&code=c-1"
        route.fulfill(status=200, content_type="text/html", body=f'<a href="{back}">Agree</a>')

    page.route("https://harbour.example/agree**", agree)
    page.goto(NEW)
    page.get_by_label("Ship").fill("kajen")
    page.get_by_label("Key").fill("ask")
    page.get_by_role("button", name="Connect").click()
    page.get_by_role("link", name="Agree").click()
    expect(page.get_by_text("kajen@new is connected.")).to_be_visible()
    monkeypatch.undo()
    settings.cache_clear()


def test_disconnecting_asks_first(look: Looks, ana: Access, fleet: Account) -> None:
    page = look.page(ana)
    page.goto(LIST)
    row = page.get_by_role("listitem").filter(has_text=fleet.handle)
    row.get_by_role("button", name="Disconnect").click()
    dialog = page.get_by_role("dialog", name=f"Disconnect {fleet.handle}?")
    dialog.get_by_role("button", name="Go back").click()
    expect(dialog).to_be_hidden()
    row.get_by_role("button", name="Disconnect").click()
    dialog.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("was disconnected.")).to_be_visible()
    assert queries.account(ana, fleet.id).health is Health.DISCONNECTED


def test_reconnecting_a_lost_account_takes_two_clicks_and_its_key(
    look: Looks, ana: Access, fleet: Account
) -> None:
    page = look.page(ana)
    page.goto(LIST)
    page.get_by_role("link", name=f"Reconnect {fleet.handle}").click()
    page.get_by_label("Ship").fill("calle")
    page.get_by_label("Key").fill("k-2")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("is connected.")).to_be_visible()
    assert queries.account(ana, fleet.id).health is Health.CONNECTED


def test_an_account_is_given_to_another_brand_by_keyboard(look: Looks, ana: Access, fleet: Account) -> None:
    page = look.page(ana)
    page.goto(LIST)
    page.get_by_role("button", name=f"Brand of {fleet.handle}").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=f"Brand of {fleet.handle}")
    dialog.get_by_role("combobox").select_option("Kajens Bageri")
    dialog.get_by_role("button", name="Change brand").press("Enter")
    expect(page.get_by_text(f"{fleet.handle} now speaks for Kajens Bageri.")).to_be_visible()


@pytest.mark.bluesky
def test_an_account_on_the_real_bluesky_is_connected_by_its_app_password(
    look: Looks, ana: Access, brand: Brand, pds: BlueskyNetwork
) -> None:
    someone = pds.make_account("kajen")
    page = look.page(ana)
    page.goto(LIST)
    page.get_by_role("link", name="Bluesky").click()
    page.get_by_label("Handle").fill(f"@{someone.handle}")
    page.get_by_label("App password").fill(someone.password)
    page.get_by_label("Server").fill(pds.pds)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("This is the account's own password")).to_be_visible()
    page.get_by_label("App password").fill(someone.app_password)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text(f"{someone.handle} is connected.")).to_be_visible()
    (account,) = queries.accounts(ana)
    assert (account.remote_id, account.server) == (someone.did, pds.pds)
