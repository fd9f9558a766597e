"""Plan in the browser: drag, keyboard, “Move to…”, undo."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from resonans.core.types import Access
from resonans.networks.models import Account as Row
from resonans.publishing.models import Delivery, Post
from tests.web.browser.looking import PHONE, Looks
from tests.web.conftest import Write

PLAN = "/w/kajen/plan/"


def fill(write: Write, bluesky: Row, mastodon: Row) -> Any:
    """A month with posts in several states; returns the one that is moved."""
    post = write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
    write("Behind the scenes.", mastodon, at="2026-11-24T09:00")
    write("A draft.", bluesky)
    for state in ("live", "rejected", "unknown", "missed"):
        made = write(f"This one is {state}.", bluesky, mastodon, at="2026-11-26T10:00")
        Delivery.objects.filter(post=made.id).update(state=state)
        Post.objects.filter(pk=made.id).update(state=state)
    return post


def local(post: Any) -> str:
    """Its wall time now."""
    return Post.objects.get(pk=post.id).wall


def test_the_month(look: Looks, ben: Access, bluesky: Row, mastodon: Row, write: Write) -> None:
    fill(write, bluesky, mastodon)
    look.over("plan-month", PLAN, ben)


def test_the_week(look: Looks, ben: Access, bluesky: Row, mastodon: Row, write: Write) -> None:
    fill(write, bluesky, mastodon)
    look.over("plan-week", f"{PLAN}?view=week", ben)


def test_the_agenda(look: Looks, ben: Access, bluesky: Row, mastodon: Row, write: Write) -> None:
    fill(write, bluesky, mastodon)
    look.over("plan-agenda", f"{PLAN}?view=agenda", ben)


def test_no_drafts(look: Looks, ben: Access, bluesky: Row) -> None:
    look.over("plan-drafts-empty", f"{PLAN}?view=drafts", ben)


def entry(page: Page, post: Any) -> Locator:
    """The post in the calendar."""
    return page.locator(f'[data-post="{post.id}"]')


def drag(page: Page, what: Locator, to: Locator) -> None:
    """With the mouse, in small steps, as a hand does it."""
    start, end = what.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 30, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 50, start["y"] + 20, steps=4)
    page.mouse.move(end["x"] + 40, end["y"] + 60, steps=8)
    page.mouse.up()


def test_a_post_is_dragged_to_another_day_and_brought_back_by_ctrl_z(
    look: Looks, ben: Access, bluesky: Row, mastodon: Row, write: Write
) -> None:
    post = fill(write, bluesky, mastodon)
    page = look.page(ben)
    page.goto(PLAN)
    drag(page, entry(page, post), page.locator('[data-day="2026-11-27"]'))
    expect(page.locator('[data-day="2026-11-27"]')).to_contain_text("The autumn roast")
    expect(page.get_by_text("Moved to Fri 27 Nov, 17:30.")).to_be_visible()
    assert local(post) == "2026-11-27T17:30"
    page.locator("body").click(position={"x": 1, "y": 1})
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert local(post) == "2026-11-24T17:30"


def test_alt_and_an_arrow_key_move_a_post_and_keep_the_focus_on_it(
    look: Looks, ben: Access, bluesky: Row, mastodon: Row, write: Write
) -> None:
    post = fill(write, bluesky, mastodon)
    page = look.page(ben)
    page.goto(PLAN)
    entry(page, post).locator("a").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_text("Moved to Tue 1 Dec, 17:30.")).to_be_visible()
    expect(entry(page, post).locator("a").first).to_be_focused()
    assert local(post) == "2026-12-01T17:30"


def test_move_to_opens_by_keyboard_and_takes_date_and_time(
    look: Looks, ben: Access, bluesky: Row, mastodon: Row, write: Write
) -> None:
    post = fill(write, bluesky, mastodon)
    page = look.page(ben)
    page.goto(PLAN)
    entry(page, post).get_by_label("Move “The autumn roast").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Move to…")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Date").fill("2026-11-30")
    dialog.get_by_label("Time in Stockholm").fill("08:15")
    dialog.get_by_role("button", name="Move the post").click()
    expect(page.get_by_text("Moved to Mon 30 Nov, 08:15.")).to_be_visible()
    assert local(post) == "2026-11-30T08:15"


def test_a_time_that_is_over_is_refused_inside_the_dialog(
    look: Looks, ben: Access, bluesky: Row, mastodon: Row, write: Write
) -> None:
    post = fill(write, bluesky, mastodon)
    page = look.page(ben, size=PHONE)
    page.goto(f"{PLAN}?view=agenda")
    page.get_by_role("listitem").filter(has_text="The autumn roast").get_by_text("Move to…").click()
    dialog = page.get_by_role("dialog", name="Move to…")
    dialog.get_by_label("Date").fill("2026-11-20")
    dialog.get_by_role("button", name="Move the post").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose a later time")
    assert local(post) == "2026-11-24T17:30"


def test_a_post_is_moved_and_brought_back_without_script(
    look: Looks, ben: Access, bluesky: Row, mastodon: Row, write: Write
) -> None:
    post = fill(write, bluesky, mastodon)
    page = look.page(ben, script=False)
    page.goto(f"{PLAN}?view=agenda")
    page.get_by_role("listitem").filter(has_text="The autumn roast").get_by_text("Move to…").click()
    page.get_by_label("Date").fill("2026-11-30")
    page.get_by_role("button", name="Move the post").click()
    expect(page.get_by_text("Moved to Mon 30 Nov, 17:30.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    assert local(post) == "2026-11-24T17:30"
