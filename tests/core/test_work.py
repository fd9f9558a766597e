"""Leased rows."""

import threading
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.core.together import together

from resonans.core import clock, ids, work
from resonans.core.models import Letter
from resonans.core.work import Claim, LeaseLost

IN_ONE_TEST = hypothesis_settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
LEASE_S = 60.0


def letters(count: int, *, late_s: float = 0.0) -> list[Letter]:
    """Rows to work on; each is due a second after the one before, the last of them `late_s` ago."""
    now = clock.now()
    return Letter.objects.bulk_create(
        Letter(
            id=ids.new(),
            recipient=f"reader{number}@example.test",
            subject="x",
            text="x",
            due_at=now - timedelta(seconds=late_s + count - 1 - number),
        )
        for number in range(count)
    )


def take(limit: int = 1) -> list[Claim]:
    return work.claim(Letter.objects.filter(state="waiting"), lease_s=LEASE_S, limit=limit)


def test_due_rows_are_taken_longest_due_first(db: None, noon: datetime) -> None:
    rows = letters(5)
    assert [held.row for held in take(3)] == [row.pk for row in rows[:3]]
    assert [held.row for held in take(3)] == [row.pk for row in rows[3:]]
    assert take() == []


def test_a_row_is_not_taken_before_its_time_nor_without_one(db: None, noon: datetime) -> None:
    letters(1, late_s=-10)
    Letter.objects.create(recipient="a@example.test", subject="x", text="x", due_at=None)
    assert take(5) == []
    clock.move(10)
    assert len(take(5)) == 1


def test_a_row_out_of_its_state_is_not_taken(db: None, noon: datetime) -> None:
    letters(1)
    Letter.objects.update(state="sent")
    assert take() == []


def test_a_lapsed_lease_is_swept_up_by_the_next_worker(db: None, noon: datetime) -> None:
    letters(1)
    (first,) = take()
    clock.move(LEASE_S - 1)
    assert take() == []
    clock.move(1)
    (second,) = take()
    assert (second.row, second.fence) == (first.row, first.fence + 1)


def test_who_slept_through_the_lease_writes_nothing(db: None, noon: datetime) -> None:
    letters(1)
    (first,) = take()
    clock.move(LEASE_S)
    (second,) = take()
    for attempt in (
        partial(work.write, Letter, first, subject="late"),
        partial(work.extend, Letter, first, LEASE_S),
        partial(work.release, Letter, first, state="sent"),
    ):
        with pytest.raises(LeaseLost):
            attempt()
    work.release(Letter, second, subject="mine", state="sent")
    row = Letter.objects.get()
    assert (row.subject, row.state, row.lease_until) == ("mine", "sent", None)


def test_an_extended_lease_holds_from_now(db: None, noon: datetime) -> None:
    letters(1)
    (held,) = take()
    for _ in range(5):
        clock.move(LEASE_S - 1)
        held = work.extend(Letter, held, LEASE_S)
        assert held.until == clock.now() + timedelta(seconds=LEASE_S)
        assert take() == []


def test_a_released_row_can_be_taken_again(db: None, noon: datetime) -> None:
    letters(1)
    (held,) = take()
    work.release(Letter, held, due_at=clock.now() + timedelta(seconds=5))
    assert take() == []
    clock.move(5)
    assert len(take()) == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_never_take_one_row_twice() -> None:
    letters(60)

    def worker() -> list[Claim]:
        mine: list[Claim] = []
        idle = 0
        while idle < 5:
            got = take(4)
            mine += got
            idle = 0 if got else idle + 1
        return mine

    taken = [held.row for result in together(*[worker] * 4) if isinstance(result, list) for held in result]
    assert len(taken) == len(set(taken)) == 60


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_take_over_a_lapsed_row_once(noon: datetime) -> None:
    for _ in range(10):
        letters(1)
        take()
        clock.move(LEASE_S)
        results = together(*[take] * 4)
        assert sorted(len(result) for result in results if isinstance(result, list)) == [0, 0, 0, 1]
        Letter.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_holds_the_row_while_the_block_runs(noon: datetime) -> None:
    letters(1)
    (held,) = take()
    until = held.until
    with work.heartbeat(Letter, held, LEASE_S) as lost:
        for _ in range(6):
            clock.move(LEASE_S / 3)
            until += timedelta(seconds=LEASE_S / 3)
            _wait_until_lease(until)
            assert take() == []
        assert not lost.is_set()
    assert "heartbeat" not in " ".join(thread.name for thread in threading.enumerate())
    work.release(Letter, held, state="sent")


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_tells_that_the_lease_was_lost(noon: datetime) -> None:
    letters(1)
    (held,) = take()
    Letter.objects.update(fence=held.fence + 1)
    with work.heartbeat(Letter, held, LEASE_S) as lost:
        clock.move(LEASE_S / 3)
        assert lost.wait(timeout=10)


def _wait_until_lease(until: datetime) -> None:
    """Wait for the other thread's write."""
    for _ in range(1000):
        if Letter.objects.get().lease_until == until:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"no heartbeat: {Letter.objects.get().lease_until} is not {until}")


@pytest.mark.django_db(transaction=True)
@hypothesis_settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.sampled_from(["take", "release", "write", "pass", "sleep"]), max_size=25))
def test_whatever_happens_at_most_one_claim_is_good(noon: datetime, deeds: list[str]) -> None:
    """Of all claims ever given on a row only the newest can write, and only while the row is not released."""
    Letter.objects.all().delete()
    letters(1)
    claims: list[Claim] = []
    for deed in deeds:
        if deed == "take":
            claims += take()
        elif deed == "sleep":
            clock.move(LEASE_S)
        elif deed == "pass":
            clock.move(1)
        else:
            for held in claims:
                is_newest = held.fence == claims[-1].fence
                try:
                    work.write(Letter, held, subject=deed)
                except LeaseLost:
                    assert not is_newest
                else:
                    assert is_newest
            if deed == "release" and claims:
                work.release(Letter, claims[-1])
    assert [held.fence for held in claims] == list(range(1, len(claims) + 1))
