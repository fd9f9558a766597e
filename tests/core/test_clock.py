"""The one clock."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from resonans.core import clock


def test_the_clock_runs_in_utc() -> None:
    assert not clock.is_settable()
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5
    assert clock.now().utcoffset() == timedelta(0)


def test_a_set_clock_stands_still_and_speaks_utc() -> None:
    try:
        clock.set_to(datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2))))
        assert clock.now() == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
        assert clock.now().utcoffset() == timedelta(0)
        assert clock.is_settable()
    finally:
        clock.set_to(None)


def test_it_takes_only_aware_times_and_moves_only_when_set() -> None:
    with pytest.raises(ValueError, match="aware"):
        clock.set_to(datetime(2026, 3, 29))  # noqa: DTZ001
    with pytest.raises(RuntimeError):
        clock.move(1)


def test_a_sleeper_wakes_when_the_clock_was_moved_far_enough(noon: datetime) -> None:
    woke: list[datetime] = []
    asleep = threading.Event()

    def sleep() -> None:
        asleep.set()
        assert clock.sleep(60)
        woke.append(clock.now())

    thread = threading.Thread(target=sleep)
    thread.start()
    assert asleep.wait(timeout=20)
    clock.move(59)
    thread.join(timeout=0.1)
    assert thread.is_alive()
    clock.move(60)
    thread.join(timeout=20)
    assert woke == [noon + timedelta(seconds=119)]


def test_a_sleeper_stops_when_it_is_told_to(noon: datetime) -> None:
    stop = threading.Event()
    results: list[bool] = []
    thread = threading.Thread(target=lambda: results.append(clock.sleep(60, stop)))
    thread.start()
    stop.set()
    thread.join(timeout=20)
    assert results == [False]


def test_a_sleeper_on_the_running_clock_stops_at_once() -> None:
    stop = threading.Event()
    stop.set()
    started = time.monotonic()
    assert not clock.sleep(3600, stop)
    assert time.monotonic() - started < 5


def test_processes_share_a_time_through_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-11-23T13:00:00+01:00\n")
    monkeypatch.setenv("RESONANS_CLOCK", str(file))
    assert clock.is_settable()
    assert clock.now() == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    thread = threading.Thread(target=clock.sleep, args=(60,))
    thread.start()
    for minute in range(1, 60):
        new = tmp_path / "new"
        new.write_text(f"2026-11-23T13:{minute:02}:00+01:00")
        new.replace(file)
        thread.join(timeout=0.2)
        if minute > 1 and not thread.is_alive():
            break
    assert not thread.is_alive()
