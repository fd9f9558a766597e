"""Loops in threads."""

import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from types import FrameType

import pytest

from resonans.core import clock, loops
from resonans.core.work import Loop

NEVER = datetime.max.replace(tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


class Worker:
    """A step that does what it is told, and says when it was called."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers = list(answers)
        self.called_at: list[datetime] = []
        self.called = threading.Semaphore(0)

    def step(self) -> int:
        self.called_at.append(clock.now())
        answer = self.answers.pop(0) if self.answers else 0
        self.called.release()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def wait(self) -> None:
        assert self.called.acquire(timeout=20)


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """Set at the end of the test, so that no thread outlives it."""
    event = threading.Event()
    yield event
    event.set()


def running(stop: threading.Event, *workers: Worker, idle_s: float = 5.0) -> threading.Thread:
    steps = [Loop(f"loop{number}", "care", each.step, idle_s) for number, each in enumerate(workers)]
    thread = threading.Thread(target=loops.run, args=(steps, stop))
    thread.start()
    return thread


def offsets(worker: Worker, since: datetime) -> list[float]:
    return [(at - since).total_seconds() for at in worker.called_at]


def move_until(worker: Worker, seconds: float) -> None:
    """Let the loop reach its pause, then move the clock to its end."""
    while not any(_is_asleep(frame) for frame in sys._current_frames().values()):
        threading.Event().wait(0.01)
    clock.move(seconds)
    worker.wait()


def _is_asleep(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code is clock.sleep_until.__code__ and clock.now() < frame.f_locals.get("until", NEVER):
            return "until" in frame.f_locals
        frame = frame.f_back
    return False


def test_a_busy_loop_goes_on_at_once_and_an_idle_one_waits(noon: datetime, stop: threading.Event) -> None:
    worker = Worker(3, 1, 0, 2, 0)
    thread = running(stop, worker)
    for _ in range(3):
        worker.wait()
    move_until(worker, 5)
    worker.wait()
    stop.set()
    thread.join(timeout=20)
    assert offsets(worker, noon) == [0, 0, 0, 5, 5]


def test_a_failing_step_pauses_longer_each_time_and_never_ends_its_loop(
    noon: datetime, stop: threading.Event
) -> None:
    worker = Worker(*[ValueError("no")] * 6, 0, ValueError("again"), 0)
    thread = running(stop, worker)
    worker.wait()
    for pause in (1, 2, 5, 15, 60, 60, 5, 1):
        move_until(worker, pause)
    stop.set()
    thread.join(timeout=20)
    assert offsets(worker, noon) == [0, 1, 3, 8, 23, 83, 143, 148, 149]


def test_a_failing_loop_leaves_the_others_alone(noon: datetime, stop: threading.Event) -> None:
    bad, good = Worker(ValueError("no")), Worker(1, 1, 0)
    thread = running(stop, bad, good)
    bad.wait()
    for _ in range(3):
        good.wait()
    stop.set()
    thread.join(timeout=20)
    assert not thread.is_alive()


def test_stopping_ends_a_long_pause_at_once(stop: threading.Event) -> None:
    worker = Worker(0)
    thread = running(stop, worker, idle_s=3600)
    worker.wait()
    stop.set()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert len(worker.called_at) == 1
