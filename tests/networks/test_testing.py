"""The contract suite itself: each rule is broken by one connector, which breaks no other."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.networks.benches.polled import PolledBench
from tests.networks.broken import BROKEN

from resonans.core import clock
from resonans.networks import testing
from resonans.networks.testing import Rule


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    """Noon, moved by the benches."""
    yield
    clock.set_to(None)


def failures(bench: type[PolledBench], connector: object, folder: Path) -> dict[str, str]:
    """The rules that a connector breaks, with what they say."""
    told = {}
    for rule in testing.RULES:
        clock.set_to(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
        try:
            _check(rule, bench, connector, folder)
        except Exception as error:
            told[rule.name] = repr(error)
    return told


def _check(rule: Rule, bench: type[PolledBench], connector: object, folder: Path) -> None:
    assert isinstance(connector, type)
    made = bench(folder, connector())
    if rule.applies(made.connector.declaration):
        rule.check(made)


@pytest.mark.parametrize("rule", testing.RULES, ids=lambda rule: rule.name)
def test_each_rule_is_broken_by_a_connector_that_breaks_no_other(rule: Rule, tmp_path: Path) -> None:
    told = failures(PolledBench, BROKEN[rule.name], tmp_path)
    assert list(told) == [rule.name], told


def test_every_rule_has_a_name_of_its_own_and_a_sentence() -> None:
    names = [rule.name for rule in testing.RULES]
    assert len(set(names)) == len(names)
    assert all(rule.check.__doc__ for rule in testing.RULES)
