"""From sign-up to a number on Measure, on a Mastodon server in another process, in a real browser."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.fakes.mastodon.process import MastodonServer
from tests.road.place import Place

pytestmark = pytest.mark.browser

TEXT = "The quay opens at eight."


def test_from_sign_up_to_a_number_on_mastodon(place: Place, mastodon_server: MastodonServer) -> None:
    server, page = mastodon_server, place.page
    place.claim()

    place.open("Settings", "Accounts", "Mastodon")
    page.get_by_label("Server").fill(server.base)
    page.get_by_role("button", name="Connect").click()
    page.get_by_label("Your name").fill("rosteriet")
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_text(f"rosteriet@{urlsplit(server.base).netloc} is connected.")).to_be_visible()
    account = server.switch("people", username="rosteriet")["id"]

    place.write(TEXT)
    place.until_published()

    (post,) = server.truth(account)["posts"]
    assert post["text"] == TEXT

    server.switch("acts", act="like", by="dora", status=post["id"])
    place.hours.forward(timedelta(minutes=6))

    place.until_measured(TEXT, 1)
    assert len(server.truth(account)["posts"]) == 1
    place.kept_to(server.base)
