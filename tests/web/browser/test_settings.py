"""Settings in the browser: each page looked over, and changed without script."""

from playwright.sync_api import expect

from resonans.core.models import Brand
from resonans.core.types import Access
from tests.web.browser.looking import Looks


def test_the_profile_page(look: Looks, ana: Access, brand: Brand, noon: None) -> None:
    look.over("profile", "/w/kajen/settings/", ana)


def test_the_members_page(look: Looks, ana: Access, ben: Access, brand: Brand, noon: None) -> None:
    look.over("members", "/w/kajen/settings/members/", ana)


def test_the_brands_page(look: Looks, ana: Access, brand: Brand, noon: None) -> None:
    look.over("brands", "/w/kajen/settings/brands/", ana)


def test_the_page_of_one_brand(look: Looks, ana: Access, brand: Brand, noon: None) -> None:
    look.over("brand", f"/w/kajen/settings/brands/{brand.id}/", ana)


def test_the_tokens_page(look: Looks, ana: Access, brand: Brand, noon: None) -> None:
    look.over("tokens", "/w/kajen/settings/tokens/", ana)


def test_the_history_page(look: Looks, ana: Access, brand: Brand, noon: None) -> None:
    look.over("history", "/w/kajen/settings/history/", ana)


def test_a_name_is_changed_without_script(look: Looks, ana: Access, brand: Brand) -> None:
    page = look.page(ana, script=False)
    page.goto("/w/kajen/settings/")
    page.get_by_label("Your name").fill("Ana Lind")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Ana Lind")


def test_the_theme_chosen_in_the_menu_stays_with_the_person(look: Looks, ana: Access, brand: Brand) -> None:
    page = look.page(ana)
    page.goto("/w/kajen/settings/")
    page.get_by_role("button", name="Ana", exact=True).click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    other = look.page(ana)
    other.goto("/w/kajen/")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")


def test_somebody_is_invited_and_their_link_shown_once(look: Looks, ana: Access, brand: Brand) -> None:
    page = look.page(ana)
    page.goto("/w/kajen/settings/members/")
    page.get_by_label("E-mail").fill("dora@example.test")
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_label("Link", exact=True).input_value()
    assert "/invitation/" in link
    page.goto("/w/kajen/settings/members/")
    expect(page.get_by_label("Link", exact=True)).to_have_count(0)
    expect(page.get_by_text("dora@example.test")).to_be_visible()
