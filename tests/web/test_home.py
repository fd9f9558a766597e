"""Home: what needs the reader, what goes out next, and every kind of emptiness."""

from datetime import datetime

import pytest

from resonans.core import clock
from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.core.types import Brand as Value
from resonans.networks.models import Account as Row
from resonans.networks.types import Health
from resonans.publishing import actions
from resonans.publishing.models import Delivery, Post
from resonans.publishing.types import DeliveryState, Wall
from resonans.publishing.types import Post as PostValue
from resonans.web.pages.home import greeting
from tests.web.accounts import connect
from tests.web.conftest import SignIn, Write

HOME = "/w/kajen/"


def page(signed_in: SignIn, access: Access) -> str:
    """Home as somebody sees it."""
    answer = signed_in(access).get(HOME)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_the_first_account_an_owner_is_led_to_connecting_one(
    signed_in: SignIn, ana: Access, vera: Access, brand: Brand, noon: datetime
) -> None:
    assert "Connect the first account" in page(signed_in, ana)
    assert "An owner of the workspace connects accounts." in page(signed_in, vera)


def test_when_all_is_well_it_says_so(signed_in: SignIn, ben: Access, bluesky: Row) -> None:
    said = page(signed_in, ben)
    assert "All is well" in said
    assert "Nothing needs you. No post is planned." in said
    assert "Write a post" in said


@pytest.mark.parametrize(
    ("state", "word"), [("rejected", "Failed"), ("missed", "Missed"), ("waiting_for_account", "Waits")]
)
def test_what_needs_the_reader_names_the_post_and_one_thing_to_do(
    signed_in: SignIn, ben: Access, scheduled: PostValue, state: str, word: str
) -> None:
    post = scheduled
    Delivery.objects.filter(post=post.id).update(state=DeliveryState(state))
    Post.objects.filter(pk=post.id).update(state=state)
    said = page(signed_in, ben)
    assert word in said
    assert "1 thing needs you." in said
    assert "“The autumn roast is back.”" in said
    assert f'href="/w/kajen/posts/{post.id}/"' in said


def test_a_lost_account_leads_to_reconnecting_it(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    connect(brand, "mastodon", "@kajen@social.example", health=Health.RECONNECT)
    said = page(signed_in, ana)
    assert "@kajen@social.example lost its sign-in." in said
    assert 'href="/w/kajen/settings/accounts/"' in said


def test_an_approver_is_shown_what_waits_for_a_decision(
    signed_in: SignIn, ana: Access, ben: Access, bluesky: Row, write: Write
) -> None:
    post = write("The autumn roast is back.", bluesky)
    actions.submit(ben, post.id, Wall(datetime.fromisoformat("2026-11-24T17:30")))
    assert "A post waits for your decision." in page(signed_in, ana)
    assert "A post waits for your decision." not in page(signed_in, ben)


def test_the_next_posts_stand_in_their_order_with_the_first_in_the_lead(
    signed_in: SignIn, vera: Access, bluesky: Row, write: Write
) -> None:
    write("Later.", bluesky, at="2026-11-26T09:00")
    write("Sooner.", bluesky, at="2026-11-24T09:00")
    said = page(signed_in, vera)
    assert said.index("Sooner.") < said.index("Later.")
    assert "The next post goes out tomorrow 09:00." in said


@pytest.mark.parametrize(
    ("hour", "words"), [(5, "Good morning, Elin"), (11, "Good day, Elin"), (22, "Good evening, Elin")]
)
def test_the_greeting_follows_the_brands_clock(hour: int, words: str, brand: Brand) -> None:
    clock.set_to(datetime.fromisoformat(f"2026-11-23T{hour:02}:30+01:00"))
    try:
        assert greeting(_value(brand), "Elin Berg") == words
    finally:
        clock.set_to(None)


def _value(brand: Brand) -> Value:
    return Value(brand.pk, brand.workspace_id, brand.name, brand.timezone, brand.currency, brand.language)


def test_yesterdays_numbers_are_unknown_and_not_zero_before_anything_is_collected(
    signed_in: SignIn, vera: Access, bluesky: Row
) -> None:
    said = signed_in(vera).get(f"{HOME}numbers/").content.decode()
    assert "Unknown" in said


def test_a_stranger_sees_neither_home_nor_numbers(signed_in: SignIn, cleo: Access, bluesky: Row) -> None:
    assert signed_in(cleo).get(HOME).status_code == 404
    assert signed_in(cleo).get(f"{HOME}numbers/").status_code == 404
