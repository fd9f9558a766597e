"""The Measure page in the browser."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from resonans.core.models import Brand
from resonans.core.types import Access
from tests.web.browser.looking import Looks
from tests.web.measured import account_of, measured

PAGE = "/w/kajen/measure/"


@pytest.fixture
def busy(ana: Access, brand: Brand, noon: datetime) -> None:
    """Two months of posts."""
    measured(ana, brand, account_of(brand, noon), noon)


def test_the_measure_page(look: Looks, ana: Access, busy: None) -> None:
    look.over("measure", PAGE, ana)


def test_the_measure_page_before_there_is_an_account(
    look: Looks, ana: Access, brand: Brand, noon: None
) -> None:
    look.over("measure-empty", PAGE, ana)


def test_a_touched_chart_comes_alive_and_stays_described(look: Looks, ana: Access, busy: None) -> None:
    page = look.page(ana)
    page.goto(PAGE)
    drawing = page.locator("[data-chart]")
    expect(drawing.locator(".wide svg title")).to_have_text("Engagements")
    drawing.hover()
    live = drawing.get_by_role("img", name="Engagements. Engagements by day.")
    expect(live).to_be_visible()
    expect(live.locator("svg")).to_be_visible()
    expect(drawing.locator(".wide")).to_have_count(0)
    assert not look.heard.complaints


def test_the_page_works_without_script(look: Looks, ana: Access, busy: None) -> None:
    page = look.page(ana, script=False)
    page.goto(PAGE)
    page.get_by_role("link", name="7 days").click()
    expect(page.get_by_text("against the 7 days before").first).to_be_visible()
    page.get_by_label("From").fill("2026-11-01")
    page.get_by_label("To").fill("2026-11-10")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Sun 1 Nov to Tue 10 Nov")).to_be_visible()
    page.get_by_text("Show as table").click()
    expect(page.get_by_role("cell", name="1 Nov").first).to_be_visible()
    page.get_by_role("link", name="Engagements", exact=True).last.click()
    assert "order=engagements" in page.url
