"""The gallery: every component in all its states, in both themes, on a phone and in Swedish."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from tests.left_out import leave_out
from tests.web.browser import pictures
from tests.web.browser.looking import Looks


@pytest.fixture(autouse=True)
def _development(settings: Settings) -> None:
    settings.DEBUG = True


def _unhurried(page: Page) -> None:
    page.evaluate(
        "document.querySelectorAll('[data-toast] [data-close]').forEach(each => each.hidden = false)"
    )


def test_every_component_is_accessible_and_upright(look: Looks, noon: None) -> None:
    look.over("gallery", "/gallery/", before=_unhurried)


def test_a_dialog_opens_closes_by_escape_and_gives_the_focus_back(look: Looks) -> None:
    page = look.page()
    page.goto("/gallery/")
    opener = page.get_by_role("button", name="Open a dialog")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="A dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(look: Looks) -> None:
    page = look.page()
    page.goto("/gallery/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_pictures_are_compared_under_the_chromium_that_recorded_them() -> None:
    if not pictures.comparable():
        leave_out("Pictures of pages", f"they were recorded under Chromium {pictures.recorded_under()}")
    assert pictures.VERSION.exists()
