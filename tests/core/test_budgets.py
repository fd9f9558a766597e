"""Rate budgets."""

from datetime import datetime
from functools import partial

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.core.together import together

from resonans.core import budgets, clock
from resonans.core.budgets import AccountBudget, Rate
from resonans.core.models import Bucket

IN_ONE_TEST = hypothesis_settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
TEN_A_MINUTE = {"write": Rate(10, 60.0)}


def budget(account: str = "a") -> AccountBudget:
    return budgets.for_account(account, TEN_A_MINUTE)


def test_what_is_there_is_spent_and_then_the_wait_is_told(db: None, noon: datetime) -> None:
    assert [budget().take("write") for _ in range(10)] == [0.0] * 10
    assert budget().take("write") == pytest.approx(6.0)
    assert budget().take("write", 3) == pytest.approx(18.0)
    clock.move(6)
    assert budget().take("write") == 0.0
    assert budget().take("write") == pytest.approx(6.0)


def test_a_refusal_spends_nothing(db: None, noon: datetime) -> None:
    assert budget().take("write", 8) == 0.0
    assert budget().take("write", 5) > 0
    assert budget().take("write", 2) == 0.0


def test_accounts_and_buckets_do_not_share(db: None, noon: datetime) -> None:
    assert budget("a").take("write", 10) == 0.0
    assert budget("b").take("write", 10) == 0.0
    assert budget("a").take("read", 10) == 0.0


def test_it_never_saves_more_than_its_capacity(db: None, noon: datetime) -> None:
    budget().take("write", 10)
    clock.move(3600)
    assert budget().take("write", 10) == 0.0
    assert budget().take("write") > 0


def test_a_call_that_costs_more_than_all_is_a_mistake(db: None) -> None:
    with pytest.raises(ValueError, match="0 to 10"):
        budget().take("write", 11)


def test_the_networks_word_counts_until_its_reset(db: None, noon: datetime) -> None:
    budget().learn("write", remaining=2, reset_s=120)
    assert budget().take("write", 2) == 0.0
    assert budget().take("write") == pytest.approx(120.0)
    clock.move(119)
    assert budget().take("write") == pytest.approx(1.0)
    clock.move(1)
    assert budget().take("write", 10) == 0.0


def test_an_overtaken_answer_gives_nothing_back(db: None, noon: datetime) -> None:
    budget().learn("write", remaining=3, reset_s=60)
    budget().learn("write", remaining=7, reset_s=61)
    assert budget().take("write", 3) == 0.0
    assert budget().take("write") > 0


def test_a_new_window_of_the_network_counts_anew(db: None, noon: datetime) -> None:
    budget().learn("write", remaining=0, reset_s=60)
    clock.move(30)
    budget().learn("write", remaining=9, reset_s=90)
    assert budget().take("write", 9) == 0.0
    assert budget().take("write") == pytest.approx(90.0)


def test_nonsense_from_the_network_never_opens_a_debt(db: None, noon: datetime) -> None:
    budget().learn("write", remaining=-5, reset_s=-5)
    assert budget().take("write", 10) == 0.0


@pytest.mark.django_db(transaction=True)
def test_processes_at_once_never_spend_more_than_there_is(noon: datetime) -> None:
    for attempt in range(3):
        mine = budget(f"account{attempt}")

        def spend(mine: AccountBudget = mine) -> int:
            return sum(mine.take("write") == 0.0 for _ in range(6))

        spent = together(*[spend] * 4)
        assert sum(count for count in spent if isinstance(count, int)) == 10


@pytest.mark.django_db(transaction=True)
def test_the_first_calls_at_once_make_one_bucket(noon: datetime) -> None:
    results = together(*[partial(budget("new").take, "write")] * 4)
    assert results == [0.0] * 4
    assert Bucket.objects.get().left == pytest.approx(6.0)


@hypothesis_settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.tuples(st.integers(1, 10), st.floats(0, 30)), max_size=30))
@pytest.mark.django_db
def test_in_no_stretch_of_time_is_more_spent_than_capacity_and_refill(
    noon: datetime, calls: list[tuple[int, float]]
) -> None:
    Bucket.objects.all().delete()
    spent: list[tuple[datetime, int]] = []
    for cost, pause_s in calls:
        clock.move(pause_s)
        if budget().take("write", cost) == 0.0:
            spent.append((clock.now(), cost))
    for index, (since, _) in enumerate(spent):
        total = 0
        for at, cost in spent[index:]:
            total += cost
            assert total <= 10 + (at - since).total_seconds() * 10 / 60 + 1e-6


@hypothesis_settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.integers(1, 10), st.integers(1, 10))
@pytest.mark.django_db
def test_after_the_wait_that_was_told_the_call_goes_through(noon: datetime, first: int, second: int) -> None:
    Bucket.objects.all().delete()
    budget().take("write", first)
    wait_s = budget().take("write", second)
    if wait_s:
        clock.move(wait_s + 1e-5)
        assert budget().take("write", second) == 0.0
