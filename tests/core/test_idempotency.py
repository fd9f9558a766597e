"""Idempotency keys."""

from datetime import datetime
from functools import partial

import pytest
from tests.core.together import together

from resonans.core import clock, idempotency, jobs
from resonans.core.errors import Conflict, Invalid
from resonans.core.idempotency import Kept, Ticket
from resonans.core.models import KeptAnswer
from resonans.core.types import Access


def first(access: Access, request: bytes = b"POST /posts {}") -> Ticket:
    ticket = idempotency.begin(access, "k1", request)
    assert isinstance(ticket, Ticket)
    return ticket


def test_the_same_request_gets_the_same_answer_for_a_day(ana: Access, noon: datetime) -> None:
    idempotency.keep(first(ana), 201, '{"id": "ä"}'.encode(), {"Location": "/posts/1"})
    clock.move(24 * 3600 - 1)
    kept = idempotency.begin(ana, "k1", b"POST /posts {}")
    assert kept == Kept(201, {"Location": "/posts/1"}, '{"id": "ä"}'.encode())
    clock.move(1)
    first(ana, b"something else")


def test_the_same_key_with_another_request_is_refused(ana: Access) -> None:
    idempotency.keep(first(ana), 201, b"", {})
    with pytest.raises(Invalid) as refused:
        idempotency.begin(ana, "k1", b"POST /posts {1}")
    assert refused.value.code == "idempotency_key_reused"


def test_while_the_first_runs_the_second_waits(ana: Access) -> None:
    ticket = first(ana)
    with pytest.raises(Conflict) as refused:
        first(ana)
    assert refused.value.code == "idempotency_key_running"
    idempotency.drop(ticket)
    first(ana)


def test_a_write_that_died_frees_its_key(ana: Access, noon: datetime) -> None:
    dead = first(ana)
    clock.move(idempotency.RUNS_FOR.total_seconds())
    first(ana)
    idempotency.keep(dead, 201, b"late", {})
    assert KeptAnswer.objects.get().status is None


def test_keys_of_others_are_others(ana: Access, ben: Access, cleo: Access) -> None:
    for access in (ana, ben, cleo):
        first(access)


def test_the_answer_is_not_readable_in_the_database(ana: Access) -> None:
    idempotency.keep(first(ana), 200, b"Our secret launch", {})
    assert "launch" not in KeptAnswer.objects.get().body


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "a\x00"])
def test_a_malformed_key_is_refused(ana: Access, key: str) -> None:
    with pytest.raises(Invalid):
        idempotency.begin(ana, key, b"")


def test_kept_answers_go_away_after_their_day(ana: Access, noon: datetime) -> None:
    idempotency.keep(first(ana), 200, b"", {})
    assert jobs.tidy() == 0
    clock.move(24 * 3600 + 1)
    assert jobs.tidy() == 1


@pytest.mark.django_db(transaction=True)
def test_of_equal_requests_at_once_one_runs(ana: Access) -> None:
    for number in range(5):
        results = together(*[partial(idempotency.begin, ana, f"k{number}", b"x")] * 4)
        assert sorted(type(result).__name__ for result in results) == ["Conflict"] * 3 + ["Ticket"]
