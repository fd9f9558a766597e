"""The composer in the browser: live counters, pictures, words for the time, and no script."""

import re
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from resonans.core.types import Access
from resonans.networks.models import Account as Row
from resonans.publishing.models import Delivery, Post
from tests.web.browser.looking import Looks
from tests.web.conftest import Write

NEW = "/w/kajen/posts/new/"


def photo(folder: Path, name: str, colour: str) -> Path:
    """A picture file."""
    target = BytesIO()
    Image.new("RGB", (640, 480), colour).save(target, "JPEG")
    path = folder / name
    path.write_bytes(target.getvalue())
    return path


def _written(page: Page) -> None:
    page.locator("#text").fill("The autumn roast is back. " * 13)
    page.locator("#date").fill("2026-11-24")
    page.locator("#time").fill("17:30")
    expect(page.locator("#check .pill.bad")).to_have_count(1)


def test_a_blank_post(look: Looks, ben: Access, bluesky: Row, mastodon: Row) -> None:
    look.over("composer-blank", NEW, ben)


def test_a_post_that_does_not_fit_everywhere(look: Looks, ben: Access, bluesky: Row, mastodon: Row) -> None:
    look.over("composer-written", NEW, ben, before=_written)


def test_no_account_yet(look: Looks, ben: Access, brand: object, noon: object) -> None:
    look.over("composer-no-account", NEW, ben)


def test_a_rejected_post(look: Looks, ben: Access, bluesky: Row, write: Write) -> None:
    post = write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
    problem = {
        "code": "text_too_long",
        "params": {"length": 312, "maximum": 300, "over": 12},
        "where": "text",
    }
    Delivery.objects.filter(post=post.id).update(state="rejected", problem=problem)
    Post.objects.filter(pk=post.id).update(state="rejected")
    look.over("post-rejected", f"/w/kajen/posts/{post.id}/", ben, picture=False)


def test_a_post_in_doubt(look: Looks, ben: Access, bluesky: Row, mastodon: Row, write: Write) -> None:
    post = write("The autumn roast is back.", bluesky, mastodon, at="2026-11-24T17:30")
    Delivery.objects.filter(post=post.id).update(state="unknown")
    Post.objects.filter(pk=post.id).update(state="unknown")
    look.over("post-unknown", f"/w/kajen/posts/{post.id}/", ben)


def test_from_text_to_scheduled_with_live_counters_and_two_pictures(
    look: Looks, ben: Access, bluesky: Row, mastodon: Row, tmp_path: Path
) -> None:
    page = look.page(ben)
    page.goto(NEW)
    page.get_by_label("Text", exact=True).fill("x" * 320)
    expect(page.locator("#check")).to_contain_text("320 of 300")
    page.get_by_label("Text", exact=True).fill("The autumn roast is back.")
    expect(page.locator("#check")).to_contain_text("25 of 300")
    files = [photo(tmp_path, "first.jpg", "#8a4b00"), photo(tmp_path, "second.jpg", "#0b5d66")]
    page.locator("#file").set_input_files(files)
    expect(page.get_by_label("Description", exact=True)).to_have_count(2)
    expect(page.locator("#check")).to_contain_text("2 pictures have no description")
    page.get_by_label("Description", exact=True).first.fill("Beans.")
    page.get_by_label("Description", exact=True).last.fill("A cup.")
    expect(page.locator("#check")).not_to_contain_text("no description")
    page.get_by_label("Move second.jpg earlier").click()
    page.get_by_label("Date").fill("2026-11-24")
    page.get_by_label("Time in Stockholm").fill("17:30")
    page.get_by_role("button", name="Schedule for Tue 24 Nov, 17:30").click()
    expect(page.get_by_text("Scheduled for Tue 24 Nov, 17:30.")).to_be_visible()
    post = Post.objects.get()
    names = [each.media.name for each in post.attachments.order_by("position").select_related("media")]
    assert names == ["second.jpg", "first.jpg"]


def test_a_text_for_one_account_alone_is_counted_there(
    look: Looks, ben: Access, bluesky: Row, mastodon: Row
) -> None:
    page = look.page(ben)
    page.goto(NEW)
    page.get_by_label("Text", exact=True).fill("Short.")
    page.get_by_text("Differently on @kajen@social.example").click()
    page.get_by_label("Text on @kajen@social.example").fill("Longer, for those who read there.")
    expect(page.get_by_label("Another text here").nth(1)).to_be_checked()
    expect(page.locator("#check")).to_contain_text("6 of 300")
    expect(page.locator("#check")).to_contain_text("33 of 500")


def test_leaving_an_account_out_takes_its_preview_away(
    look: Looks, ben: Access, bluesky: Row, mastodon: Row
) -> None:
    page = look.page(ben)
    page.goto(NEW)
    expect(page.locator("#check article")).to_have_count(2)
    page.get_by_role("checkbox", name=re.compile("kajen.example")).first.uncheck()
    expect(page.locator("#check article")).to_have_count(1)
    expect(page.get_by_text("Differently on kajen.example")).to_be_hidden()


def test_writing_and_scheduling_without_script(look: Looks, ben: Access, bluesky: Row) -> None:
    page = look.page(ben, script=False)
    page.goto(NEW)
    page.get_by_label("Text", exact=True).fill("The autumn roast is back.")
    page.get_by_label("Date").fill("2026-11-24")
    page.get_by_label("Time in Stockholm").fill("17:30")
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_text("Scheduled for Tue 24 Nov, 17:30.")).to_be_visible()


def test_a_post_is_written_and_scheduled_by_keyboard_alone(look: Looks, ben: Access, bluesky: Row) -> None:
    page = look.page(ben)
    page.goto(NEW)
    page.get_by_label("Text", exact=True).focus()
    page.keyboard.type("The autumn roast is back.")
    for _stop in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "date":
            break
    page.locator("#date").fill("2026-11-24")
    page.locator("#time").fill("17:30")
    expect(page.locator("#schedule")).to_have_text("Schedule for Tue 24 Nov, 17:30")
    for _stop in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "schedule":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Scheduled for Tue 24 Nov, 17:30.")).to_be_visible()
