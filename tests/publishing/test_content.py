"""What an account is told to say."""

from pathlib import Path

import pytest

from resonans.core import ids
from resonans.networks.contract import LinkCard, Media
from resonans.publishing.content import put_together
from resonans.publishing.types import Link, Variant
from tests.publishing.pier import Pier

BEANS = Link("https://kajen.example/beans", "Beans", "All of them")
PICTURE = Media("m", Path("/nowhere"), "image/png", 10, "0" * 64)
VARIANT = Variant(ids.new())


def test_a_link_is_a_card_where_the_network_has_cards() -> None:
    told = put_together(text="New beans.", link=BEANS, media=(), variant=VARIANT, network="bluesky")
    assert (told.text, told.link) == ("New beans.", LinkCard(BEANS.url, "Beans", "All of them"))


def test_beside_pictures_the_address_ends_the_text() -> None:
    told = put_together(text="New beans.", link=BEANS, media=(PICTURE,), variant=VARIANT, network="bluesky")
    assert (told.text, told.link) == ("New beans.\n\nhttps://kajen.example/beans", None)


def test_where_the_network_has_no_cards_the_address_ends_the_text(pier: Pier) -> None:
    told = put_together(text="New beans.", link=BEANS, media=(), variant=VARIANT, network="pier")
    assert (told.text, told.link) == ("New beans.\n\nhttps://kajen.example/beans", None)


@pytest.mark.parametrize("text", ["See https://kajen.example/beans today", "https://kajen.example/beans"])
def test_an_address_that_the_text_holds_is_not_said_twice(pier: Pier, text: str) -> None:
    told = put_together(text=text, link=BEANS, media=(), variant=VARIANT, network="pier")
    assert (told.text, told.link) == (text, None)


def test_a_link_alone_is_the_text(pier: Pier) -> None:
    told = put_together(text="", link=BEANS, media=(), variant=VARIANT, network="pier")
    assert told.text == "https://kajen.example/beans"
