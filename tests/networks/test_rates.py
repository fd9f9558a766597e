"""Retry-After and rate headers, in all their spellings."""

from datetime import datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonans.networks import rates


def headers(**given: str) -> httpx.Headers:
    return httpx.Headers({name.replace("_", "-"): value for name, value in given.items()})


def test_seconds_and_dates_mean_the_same(noon: datetime) -> None:
    later = format_datetime(noon + timedelta(seconds=90), usegmt=True)
    assert rates.retry_after_s(headers(retry_after="90")) == 90
    assert rates.retry_after_s(headers(retry_after=later)) == 90


def test_a_time_that_has_passed_is_no_wait(noon: datetime) -> None:
    earlier = format_datetime(noon - timedelta(hours=1), usegmt=True)
    assert rates.retry_after_s(headers(retry_after=earlier)) == 0


@pytest.mark.parametrize("text", ["", "soon", "Mon, 99 Foo"])
def test_what_says_nothing_is_none(text: str) -> None:
    assert rates.retry_after_s(headers(retry_after=text)) is None


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_no_header_makes_us_wait_more_than_a_day_or_less_than_nothing(text: str) -> None:
    told = (rates.retry_after_s(headers(retry_after=text)),)
    left = rates.remaining(headers(x_ratelimit_remaining="1", x_ratelimit_reset=text))
    for seconds in (*told, left[1] if left else None):
        assert seconds is None or 0 <= seconds <= rates.LONGEST_WAIT_S


def test_each_network_writes_its_reset_in_its_own_way(noon: datetime) -> None:
    at = noon + timedelta(seconds=120)
    unix, milliseconds = str(int(at.timestamp())), str(int(at.timestamp() * 1000))
    for reset in (at.isoformat(), at.isoformat().replace("+00:00", "Z"), unix, milliseconds, "120", "120.0"):
        told = rates.remaining(headers(x_ratelimit_remaining="7", x_ratelimit_reset=reset))
        assert told == (7, 120.0), reset
    assert rates.remaining(headers(x_rate_limit_remaining="7", x_rate_limit_reset=unix)) == (7, 120.0)
    assert rates.remaining(headers(ratelimit_remaining="7", ratelimit_reset="120")) == (7, 120.0)
    assert rates.remaining(headers(ratelimit='"default";r=7;t=120')) == (7, 120.0)
    assert rates.remaining(headers(ratelimit="limit=100, remaining=7, reset=120")) == (7, 120.0)


def test_half_of_the_headers_says_nothing() -> None:
    assert rates.remaining(headers(x_ratelimit_remaining="7")) is None
    assert rates.remaining(headers(x_ratelimit_remaining="many", x_ratelimit_reset="5")) is None
    assert rates.remaining(headers()) is None
