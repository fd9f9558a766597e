"""From sign-up to a number on Measure, on the real Bluesky network, in a real browser."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from resonans.networks.contract import Ref
from tests.bluesky_network.servers import BlueskyNetwork
from tests.road.place import Place, photo

pytestmark = [pytest.mark.bluesky, pytest.mark.browser]

TEXT = "The autumn roast is back. https://rosteriet.example/host"
ALT = "A cup of coffee on the quay."


def test_from_sign_up_to_a_number_on_bluesky(
    place: Place, bluesky_network: BlueskyNetwork, tmp_path: Path
) -> None:
    kajen, guest = bluesky_network.make_account("kajen"), bluesky_network.make_account("gast")
    page = place.page
    place.claim()

    place.open("Settings", "Accounts", "Bluesky")
    page.get_by_label("Handle").fill(kajen.handle)
    page.get_by_label("App password").fill(kajen.app_password)
    page.get_by_label("Server").fill(bluesky_network.pds)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text(f"{kajen.handle} is connected.")).to_be_visible()

    place.write(TEXT, photo(tmp_path), ALT)
    place.until_published()

    (found,) = kajen.records()
    post = found["value"]
    assert post["text"] == TEXT
    (image,) = post["embed"]["images"]
    assert (image["alt"], image["image"]["mimeType"]) == (ALT, "image/jpeg")
    (facet,) = post["facets"]
    assert facet["features"][0]["uri"] == "https://rosteriet.example/host"

    ref = Ref(found["uri"], found["cid"])
    guest.like(ref)
    guest.reply(ref, "I take two bags.")
    bluesky_network.settle()
    place.hours.forward(timedelta(minutes=6))

    place.until_measured("The autumn roast is back.", 2)
    assert len(kajen.records()) == 1
    place.kept_to()
