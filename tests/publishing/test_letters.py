"""Letters about deliveries that need a person."""

from collections.abc import Iterator

import pytest

from resonans.core import clock
from resonans.core.models import Letter
from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.networks.contract import Unclear
from resonans.networks.errors import OutcomeUnknown, Problem, Rejected
from resonans.publishing import jobs
from tests.publishing.conftest import Plan
from tests.publishing.pier import Pier


@pytest.fixture(autouse=True)
def smtp(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A mail server is set."""
    monkeypatch.setenv("RESONANS_SMTP_URL", "smtp://mail.example:587")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def run(seconds: float) -> None:
    clock.move(seconds)
    jobs.drain()


def test_a_refusal_is_told_once_to_each_who_may_schedule(
    ana: Access, ben: Access, vera: Access, plan: Plan, pier: Pier
) -> None:
    plan()
    pier.tell("publish", Rejected(Problem("place_missing")))
    run(600)
    run(600)
    assert Letter.objects.count() == 2  # Ana and Ben; Vera only reads


def test_a_lost_answer_is_told_only_after_we_have_looked(ben: Access, plan: Plan, pier: Pier) -> None:
    plan()
    pier.tell("publish!", OutcomeUnknown("no answer"))
    pier.looks.extend([Unclear("cannot list")] * 100)
    run(600)
    run(60)
    assert not Letter.objects.exists()
    for _look in range(6):
        run(60)
    assert Letter.objects.count() == 2


def test_a_missed_post_is_told(ben: Access, plan: Plan) -> None:
    plan()
    run(5000)
    assert Letter.objects.count() == 2


def test_what_went_well_makes_no_letters(ben: Access, plan: Plan) -> None:
    plan()
    run(600)
    assert not Letter.objects.exists()
