"""Faults of the store are told in words, and nothing is half saved."""

import errno

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from resonans.site import faults


def answer(error: Exception, path: str = "/w/kajen/") -> HttpResponse | None:
    def never(_request: HttpRequest) -> HttpResponse:
        raise AssertionError

    return faults.StoreFaults(never).process_exception(RequestFactory().post(path), error)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        OperationalError("database or disk is full"),
        OperationalError('could not extend file "base/1": No space left on device'),
    ],
)
def test_a_full_disk_is_named_with_what_to_do(error: Exception) -> None:
    response = answer(error)
    assert response is not None
    assert response.status_code == 507
    assert "The disk is full, so this was not saved" in response.text
    assert response["Retry-After"] == "10"


def test_a_locked_database_asks_to_try_again() -> None:
    response = answer(OperationalError("database is locked"))
    assert response is not None
    assert response.status_code == 503
    assert "Try again in a moment" in response.text


def test_the_api_gets_a_problem_document() -> None:
    response = answer(OperationalError("connection refused"), "/api/v1/posts")
    assert response is not None
    assert response["Content-Type"] == "application/problem+json"
    assert b"cannot be reached" in response.content


def test_other_errors_are_left_to_django() -> None:
    assert answer(ValueError("x")) is None
    assert answer(OSError(errno.ENOENT, "No such file")) is None
