"""Home in the browser: full, empty, and with the numbers that come by themselves."""

from playwright.sync_api import Page, expect

from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.networks.models import Account as Row
from resonans.networks.types import Health
from resonans.publishing.models import Delivery, Post
from tests.web.accounts import connect
from tests.web.browser.looking import Looks
from tests.web.conftest import Write


def _counted(page: Page) -> None:
    expect(page.locator(".figure")).to_have_count(3, timeout=60_000)


def test_home_before_the_first_account(look: Looks, ana: Access, brand: Brand, noon: object) -> None:
    look.over("home-empty", "/w/kajen/", ana)


def test_home_with_something_to_do(
    look: Looks, ana: Access, bluesky: Row, brand: Brand, write: Write
) -> None:
    connect(brand, "mastodon", "@kajen@social.example", health=Health.RECONNECT)
    write("Behind the scenes: forty lots before breakfast.", bluesky, at="2026-11-24T09:00")
    post = write("The autumn roast is back.", bluesky, at="2026-11-23T14:00")
    Delivery.objects.filter(post=post.id).update(state="missed")
    Post.objects.filter(pk=post.id).update(state="missed")
    look.over("home", "/w/kajen/", ana, before=_counted)


def test_from_a_missed_post_on_home_to_its_page_in_one_click(
    look: Looks, ben: Access, bluesky: Row, write: Write
) -> None:
    post = write("The autumn roast is back.", bluesky, at="2026-11-23T14:00")
    Delivery.objects.filter(post=post.id).update(state="missed")
    Post.objects.filter(pk=post.id).update(state="missed")
    page = look.page(ben)
    page.goto("/w/kajen/")
    page.get_by_role("link", name="Decide").click()
    expect(page.get_by_role("button", name="Send now")).to_be_visible()
