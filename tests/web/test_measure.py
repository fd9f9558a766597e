"""The Measure page and its files."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from resonans.core.models import Brand
from resonans.core.types import Access
from tests.web.conftest import SignIn
from tests.web.measured import account_of, measured

PAGE = "/w/kajen/measure/"


@pytest.fixture
def busy(ana: Access, brand: Brand, noon: datetime) -> None:
    """Two months of posts."""
    measured(ana, brand, account_of(brand, noon), noon)


def rows(response: Iterable[bytes]) -> list[dict[str, str]]:
    """A CSV answer's rows by column."""
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_doubling_is_said_with_its_range(signed_in: SignIn, ana: Access, busy: None) -> None:
    page = signed_in(ana).get(PAGE).content.decode()
    assert "What changed?" in page
    assert "against the 28 days before, likely +" in page
    assert "How is this calculated?" in page


def test_a_stranger_learns_nothing(signed_in: SignIn, cleo: Access, busy: None) -> None:
    for path in ("", "days.csv", "posts.csv"):
        assert signed_in(cleo).get(PAGE + path).status_code == 404


def test_a_viewer_reads_but_takes_no_files(signed_in: SignIn, vera: Access, busy: None) -> None:
    client = signed_in(vera)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "posts.csv" not in page.content.decode()
    assert client.get(PAGE + "posts.csv").status_code == 403


def test_without_an_account_the_page_says_what_will_stand_here(
    signed_in: SignIn, ana: Access, brand: Brand
) -> None:
    page = signed_in(ana).get(PAGE)
    assert page.status_code == 200
    assert "No account is connected yet" in page.content.decode()


def test_without_a_brand_the_page_asks_for_one(signed_in: SignIn, ana: Access) -> None:
    assert "No brand yet" in signed_in(ana).get(PAGE).content.decode()


def test_an_account_without_posts_yet_is_unknown_and_not_zero(
    signed_in: SignIn, ana: Access, brand: Brand, noon: datetime
) -> None:
    account_of(brand, noon)
    page = signed_in(ana).get(PAGE).content.decode()
    assert "Unknown" in page
    assert "No posts in these days" in page


def test_on_its_first_day_a_brand_sees_today(
    signed_in: SignIn, ana: Access, brand: Brand, noon: datetime
) -> None:
    measured(ana, brand, account_of(brand, noon), noon, only=noon - timedelta(hours=6))
    page = signed_in(ana).get(PAGE).content.decode()
    assert "Tue 27 Oct to Mon 23 Nov" in page
    assert "https://sandbox.invalid/post-60" in page


@pytest.mark.parametrize(
    "asked",
    [
        "?days=7",
        "?days=90",
        "?days=-1",
        "?days=NaN",
        "?from=2026-11-01&to=2026-11-10",
        "?from=2026-11-10&to=2026-11-01",
        "?from=0001-01-01&to=9999-12-31",
        "?account=nonsense",
        "?account=00000000-0000-0000-0000-000000000000",
        "?show=passwords",
        "?order=text",
        "?offset=-5",
        "?offset=99999999999999999999",
        "?show=followers",
        "?order=engagements&offset=25",
    ],
)
def test_any_address_gives_a_page(signed_in: SignIn, ana: Access, busy: None, asked: str) -> None:
    assert signed_in(ana).get(PAGE + asked).status_code == 200


def test_the_file_of_days_has_every_day_and_leaves_the_unknown_empty(
    signed_in: SignIn, ana: Access, busy: None
) -> None:
    found = rows(signed_in(ana).get(PAGE + "days.csv?from=2026-09-20&to=2026-11-22&show=followers"))
    assert len(found) == 64
    assert found[0] == {
        "day": "2026-09-20",
        "followers": "",
        "status": "no_data",
        "reason": found[0]["reason"],
    }
    assert found[-1]["followers"] == "1377.0"


def test_the_file_of_posts_holds_them_all_and_no_formula(signed_in: SignIn, ana: Access, busy: None) -> None:
    found = rows(signed_in(ana).get(PAGE + "posts.csv?days=90&order=engagements"))
    assert len(found) == 56
    counts = [float(row["engagements"]) for row in found if row["engagements"]]
    assert counts == sorted(counts, reverse=True)
    assert any(row["text"].startswith("'=SUM") for row in found)
    assert not any(row["text"].startswith("=") for row in found)


def test_the_table_pages_through_all_posts(signed_in: SignIn, ana: Access, busy: None) -> None:
    client = signed_in(ana)
    first, third = (client.get(f"{PAGE}?days=90&offset={offset}").content.decode() for offset in (0, 50))
    assert first.count("https://sandbox.invalid/post-") == 25
    assert third.count("https://sandbox.invalid/post-") == 6
    assert "Older" in first
    assert "Older" not in third


def test_numbers_are_written_as_a_swede_writes_them(signed_in: SignIn, ana: Access, busy: None) -> None:
    page = signed_in(ana).get(PAGE, headers={"accept-language": "sv"})
    assert "1\u202f377" in page.content.decode()
