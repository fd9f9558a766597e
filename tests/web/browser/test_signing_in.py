"""Signing in: password, codes from an app, passkeys with a virtual authenticator, set-up and invitation."""

import re
from typing import Any

import pyotp
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from resonans.core import invitations, setup
from resonans.core.models import Brand, Member
from resonans.core.types import Access, Role
from tests.web.browser.looking import Looks

PASSWORD = "correct horse battery"


@pytest.fixture
def authenticator() -> Any:
    """Gives a tab a platform authenticator that says yes."""

    def give(page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    return give


def _sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("ana@example.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _confirm(page: Page) -> None:
    """What changes the way of signing in asks for the password again."""
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_the_sign_in_page(look: Looks, ana: Access) -> None:
    look.over("sign-in", "/accounts/login/")


def test_the_locked_page_before_set_up(look: Looks) -> None:
    look.over("locked", "/")


def test_a_page_that_is_not_there(look: Looks, ana: Access, brand: Brand, noon: object) -> None:
    look.over("not-found", "/w/elsewhere/", ana, status=404)


def test_the_invitation_page(look: Looks, ana: Access, brand: Brand, noon: object) -> None:
    link = invitations.invite(ana, "dora@example.test", Role.AGENT).link
    look.over("invitation", "/" + link.split("/", 3)[3])


def test_set_up_by_the_printed_address_in_the_browsers_time_zone(look: Looks) -> None:
    key = setup.ensure_setup_key()
    page = look.page()
    page.goto(f"/?key={key}")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Stockholm")
    page.get_by_label("Your name").fill("Elin Berg")
    page.get_by_label("E-mail").fill("elin@example.test")
    page.get_by_label("Password").fill("a calm morning at the quay")
    page.get_by_label("Company or brand").fill("Rosteriet Kajen")
    page.get_by_role("button", name="Set up resonans").click()
    expect(page.get_by_role("heading", name="Connect the first account")).to_be_visible()
    assert page.url.endswith("/w/rosteriet-kajen/")


def test_signing_in_and_out(look: Looks, ana: Access, brand: Brand) -> None:
    page = look.page()
    _sign_in(page)
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    page.get_by_role("button", name="Ana", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/w/kajen/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_passkey_is_made_and_opens_the_door_without_a_password(
    look: Looks, ana: Access, brand: Brand, authenticator: Any
) -> None:
    page = look.page()
    authenticator(page)
    _sign_in(page)
    page.goto("/w/kajen/settings/")
    page.get_by_role("link", name="Add a passkey").click()
    _confirm(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/w/kajen/settings/")
    expect(page.get_by_text("Laptop")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()


def test_a_refused_passkey_says_so_and_leaves_the_password(look: Looks, ana: Access, brand: Brand) -> None:
    page = look.page()
    page.context.add_init_script(
        "navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not accepted")


def test_codes_from_an_app_are_turned_on_and_then_asked_for(look: Looks, ana: Access, brand: Brand) -> None:
    page = look.page()
    _sign_in(page)
    page.goto(reverse("mfa_activate_totp"))
    _confirm(page)
    secret = page.locator("code.secret").inner_text()
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    recovery = page.locator(".codes code").first.inner_text()
    page.context.clear_cookies()
    _sign_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()


def test_signing_in_without_script_offers_no_passkey(look: Looks, ana: Access, brand: Brand) -> None:
    page = look.page(script=False)
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    _sign_in(page)
    assert page.url.endswith("/w/kajen/")


def test_the_language_chosen_before_signing_in_is_kept(look: Looks, ana: Access) -> None:
    page = look.page()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()


def test_joining_by_invitation(look: Looks, ana: Access, brand: Brand) -> None:
    link = invitations.invite(ana, "dora@example.test", Role.AGENT).link
    page = look.page()
    page.goto("/" + link.split("/", 3)[3])
    page.get_by_label("Your name").fill("Dora")
    page.get_by_label("Password").fill("a calm morning at the quay")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    assert Member.objects.filter(user__email="dora@example.test", role="agent").exists()
