"""Plan: what stands where, and moving it."""

import re
from datetime import datetime

import pytest

from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.networks.models import Account as Row
from resonans.publishing import actions, queries
from tests.web.conftest import SignIn, Write

PLAN = "/w/kajen/plan/"


@pytest.mark.parametrize("view", ["month", "week", "agenda", "drafts"])
def test_each_view_shows_its_posts(
    signed_in: SignIn, vera: Access, bluesky: Row, write: Write, view: str
) -> None:
    write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
    write("Not planned yet.", bluesky)
    page = signed_in(vera).get(f"{PLAN}?view={view}").content.decode()
    assert ("The autumn roast is back." in page) == (view != "drafts")
    assert ("Not planned yet." in page) == (view == "drafts")


def test_a_day_with_many_posts_says_how_many_more(
    signed_in: SignIn, vera: Access, bluesky: Row, write: Write
) -> None:
    for hour in range(9, 14):
        write(f"Post at {hour}", bluesky, at=f"2026-11-24T{hour:02}:00")
    page = signed_in(vera).get(PLAN).content.decode()
    assert "Post at 11" in page
    assert "Post at 12" not in page
    assert "2 more" in page


def test_a_post_stands_on_the_brands_day_and_time_not_on_utcs(
    signed_in: SignIn, vera: Access, bluesky: Row, write: Write
) -> None:
    write("Late at night.", bluesky, at="2026-11-25T00:30")
    page = signed_in(vera).get(f"{PLAN}?view=agenda").content.decode()
    assert re.search(r"Wednesday 25 November 2026.*00:30.*Late at night", page, re.DOTALL)


def test_months_lead_to_their_neighbours_over_the_turn_of_the_year(
    signed_in: SignIn, vera: Access, brand: Brand, noon: datetime
) -> None:
    page = signed_in(vera).get(f"{PLAN}?view=month&on=2026-12-31").content.decode()
    assert "December 2026" in page
    assert "on=2026-11-01" in page
    assert "on=2027-01-01" in page


@pytest.mark.parametrize("query", ["view=nonsense", "on=2026-02-30", "on=x&view=week", "brand=nonsense"])
def test_a_mistyped_address_shows_the_present_month(
    signed_in: SignIn, vera: Access, brand: Brand, noon: datetime, query: str
) -> None:
    assert signed_in(vera).get(f"{PLAN}?{query}").status_code == 200


def test_an_empty_agenda_says_what_will_stand_there(
    signed_in: SignIn, ben: Access, brand: Brand, noon: datetime
) -> None:
    page = signed_in(ben).get(f"{PLAN}?view=agenda").content.decode()
    assert "Nothing is planned from here on" in page
    assert "Write a post" in page


def test_a_stranger_sees_nothing(signed_in: SignIn, cleo: Access, brand: Brand) -> None:
    assert signed_in(cleo).get(PLAN).status_code == 404


def test_move_to_takes_any_date_and_time_and_can_be_undone(
    signed_in: SignIn, ben: Access, bluesky: Row, write: Write
) -> None:
    post = write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
    client = signed_in(ben)
    path = f"/w/kajen/posts/{post.id}/move/"
    assert 'value="2026-11-24"' in client.get(path).content.decode()
    page = client.post(path, {"date": "2026-11-26", "time": "08:15", "next": PLAN}, follow=True)
    assert "Moved to Thu 26 Nov, 08:15." in page.content.decode()
    undo = re.search(r'action="(/w/kajen/undo/[^"]+)"', page.content.decode())
    assert undo is not None
    client.post(undo[1])
    moved = queries.post(ben, post.id)
    assert moved.wall is not None
    assert moved.wall.local == datetime.fromisoformat("2026-11-24T17:30")


def test_dragging_keeps_the_time_of_day_and_answers_with_the_calendar(
    signed_in: SignIn, ben: Access, bluesky: Row, write: Write
) -> None:
    post = write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
    answer = signed_in(ben).post(
        f"/w/kajen/posts/{post.id}/move/",
        {"date": "2026-11-27", "next": f"{PLAN}?view=week", "dragged": "1"},
        headers={"HX-Request": "true", "HX-Request-Type": "partial"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Week 48, 2026" in page
    assert "Moved to Fri 27 Nov, 17:30." in page


def test_dragging_into_the_past_leaves_it_where_it_was_and_says_why(
    signed_in: SignIn, ben: Access, bluesky: Row, write: Write
) -> None:
    post = write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
    answer = signed_in(ben).post(
        f"/w/kajen/posts/{post.id}/move/",
        {"date": "2026-11-02", "next": PLAN, "dragged": "1"},
        headers={"HX-Request": "true", "HX-Request-Type": "partial"},
    )
    assert "Choose a later time" in answer.content.decode()
    assert queries.post(ben, post.id).wall == post.wall


def test_a_skipped_hour_is_refused_with_the_next_valid_time(
    signed_in: SignIn, ben: Access, bluesky: Row, write: Write
) -> None:
    post = write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
    answer = signed_in(ben).post(
        f"/w/kajen/posts/{post.id}/move/", {"date": "2027-03-28", "time": "02:30", "next": PLAN}
    )
    assert answer.status_code == 422
    assert 'value="03:00"' in answer.content.decode()


def test_a_viewer_is_offered_no_moving_and_cannot_move(
    signed_in: SignIn, vera: Access, bluesky: Row, write: Write
) -> None:
    post = write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
    client = signed_in(vera)
    assert "draggable" not in client.get(PLAN).content.decode()
    path = f"/w/kajen/posts/{post.id}/move/"
    assert client.post(path, {"date": "2026-11-26", "time": "08:15"}).status_code == 403


def test_a_deleted_post_comes_back_by_undo(
    signed_in: SignIn, ben: Access, bluesky: Row, write: Write
) -> None:
    post = write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
    undo = actions.delete_post(ben, post.id)
    page = signed_in(ben).post(f"/w/kajen/undo/{undo.id}/", follow=True).content.decode()
    assert "Taken back." in page
    assert queries.post(ben, post.id).text == "The autumn roast is back."
