"""Record keys."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from resonans.networks.bluesky import tid
from resonans.networks.contract import Ticket

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CLOCKS = st.integers(0, 1023)


def in_microseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def test_a_key_by_hand() -> None:
    # 1 second is 1,000,000 µs; shifted by ten bits and with clock 5 that is 1,024,000,005, in base 32:
    # 30 16 18 0 0 5, with seven zeros before. The digits 0, 5, 16, 18 and 30 are written 2, 7, k, m and y.
    assert tid.encode(1_000_000, 5) == "2222222ykm227"


@given(MOMENTS, CLOCKS)
def test_a_key_tells_when_its_record_was_made(at: datetime, clock: int) -> None:
    key = tid.encode(in_microseconds(at), clock)
    assert len(key) == 13
    assert tid.made_at(key) == at


@given(MOMENTS, MOMENTS, CLOCKS, CLOCKS)
def test_keys_sort_by_time(one: datetime, other: datetime, first: int, second: int) -> None:
    keys = tid.encode(in_microseconds(one), first), tid.encode(in_microseconds(other), second)
    if one != other:
        assert (keys[0] < keys[1]) == (one < other)


@given(MOMENTS, st.uuids())
def test_a_ticket_always_has_the_same_key_at_its_time(at: datetime, name: object) -> None:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    key = tid.record_key(Ticket(str(name), at))
    assert key == tid.record_key(Ticket(str(name), at, tried_at=at))
    made_at = tid.made_at(key)
    assert made_at is not None
    assert at <= made_at < at + timedelta(milliseconds=1)


def test_tickets_of_one_millisecond_have_keys_of_their_own() -> None:
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    keys = {tid.record_key(Ticket(f"delivery {number}", at)) for number in range(300)}
    assert len(keys) == 300


def test_other_keys_tell_no_time() -> None:
    for key in ("self", "", "3n2yheatny7c1", "3N2YHEATNY7CB"):
        assert tid.made_at(key) is None
