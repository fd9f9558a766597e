"""The demo is filled once, honestly, whatever happens to whoever fills it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from resonans.core import clock, secrets, setup
from resonans.core import queries as core
from resonans.core.settings import settings
from resonans.core.types import Access, Role
from resonans.events import queries as events
from resonans.networks import queries as networks
from resonans.networks import registry, sessions
from resonans.networks.contract import MetricField, Ref
from resonans.publishing import queries
from resonans.publishing.types import PostState
from resonans.site import demo

SPAN = demo.THROUGH_RESONANS + timedelta(days=21)

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """Ends the filling where it stands."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, noon: datetime) -> Iterator[Path]:
    """A data folder of this test's own, at noon."""
    monkeypatch.setenv("RESONANS_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    secrets.ensure_key(settings().key_path)
    yield tmp_path
    settings.cache_clear()


def _fill(seed: str = "1", say: Callable[[str], None] = lambda _: None) -> Access:
    demo.fill(say, seed=seed, span=SPAN)
    return setup.open_demo(demo.NAME, demo.BRAND)


def _told(access: Access) -> dict[str, int]:
    """How many rows of each kind and metric the lake has."""
    tables = events.tables(access)
    kinds = tables.events.group_by("kind").agg(n=tables.events.count()).to_pyarrow().to_pylist()
    seen = tables.observations
    metrics = seen.group_by("metric").agg(n=seen.count(), all=seen.value.sum()).to_pyarrow().to_pylist()
    return {str(row["kind"]): int(row["n"]) for row in kinds} | {
        f"{row['metric']} {name}": int(row[name]) for row in metrics for name in ("n", "all")
    }


def _texts(access: Access) -> list[str]:
    return sorted(entry.text for entry in queries.posts(access, limit=200).items)


def _on_the_network(access: Access) -> int:
    """How many posts the accounts have there."""
    found = 0
    for account in networks.accounts(access):
        with sessions.use(account.id) as session:
            found += registry.connector(account.network).profile(session).posts or 0
    return found


def test_it_fills_a_workspace_that_says_it_is_a_demo(folder: Path) -> None:
    access = _fill()
    assert core.workspace(access).is_demo
    assert {member.role for member in core.members(access)} >= {
        *(Role.OWNER, Role.EDITOR, Role.APPROVER, Role.AGENT, Role.VIEWER)
    }
    states = [entry.state for entry in queries.posts(access, limit=200).items]
    assert states.count(PostState.REJECTED) == states.count(PostState.UNKNOWN) == 1
    assert states.count(PostState.IN_REVIEW) == 1
    assert states.count(PostState.DRAFT) == 3
    assert states.count(PostState.SCHEDULED) >= 8
    assert states.count(PostState.LIVE) >= 10
    kinds = {need.kind.value for need in queries.needs_you(access)}
    assert kinds >= {"unknown", "rejected", "approval"}


def test_filling_twice_is_filling_once(folder: Path) -> None:
    access = _fill()
    before = _told(access), _texts(access), _on_the_network(access)
    clock.move(3600)
    _fill()
    assert (_told(access), _texts(access), _on_the_network(access)) == before


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_a_filling_that_was_ended_in_the_middle_is_finished_by_the_next(folder: Path, stage: int) -> None:
    said: list[str] = []

    def until_killed(words: str) -> None:
        said.append(words)
        if len(said) == stage + 1:
            raise Killed

    with pytest.raises(Killed):
        _fill(say=until_killed)
    clock.move(600)
    access = _fill()
    texts = _texts(access)
    assert len(set(texts)) == len(texts)
    told = _told(access)
    live = [entry for entry in queries.posts(access, limit=200).items if entry.state is PostState.LIVE]
    assert told["published"] == _on_the_network(access)
    assert told["delivery_outcome"] == len(live) + 2
    assert core.audit(access, verb="demo.fill").items


def test_what_the_lake_was_told_is_what_the_network_says(folder: Path) -> None:
    access = _fill()
    posts = [
        (account, post)
        for account in networks.accounts(access)
        for post in _posts_of(access, str(account.id))
    ]
    assert posts
    seen = events.tables(access).observations
    latest = {
        (row["subject"], row["metric"]): row["value"]
        for row in seen.order_by("observed_at").to_pyarrow().to_pylist()
        if row["subject_kind"] == "post"
    }
    for account in networks.accounts(access):
        mine = [Ref(post) for owner, post in posts if owner.id == account.id]
        with sessions.use(account.id) as session:
            told = registry.connector(account.network).counts(session, tuple(mine))
        for count in told:
            assert count.ref is not None
            assert count.values[MetricField.REACH] == latest[count.ref.id, "reach"]
            assert count.values[MetricField.REACTIONS] == latest[count.ref.id, "reactions"]


def _posts_of(access: Access, account: str) -> list[str]:
    """Posts of the last weeks, by the network's ids."""
    told = events.tables(access, since=clock.now() - timedelta(days=20)).events
    rows = told.filter(told.kind == "published").to_pyarrow().to_pylist()
    return [str(row["post"]) for row in rows if row["account"] == account]


def test_another_seed_is_another_year(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _told(_fill())
    call_command("flush", interactive=False, verbosity=0)
    monkeypatch.setenv("RESONANS_DATA_DIR", str(folder / "other"))
    settings.cache_clear()
    secrets.ensure_key(settings().key_path)
    second = _told(_fill(seed="2"))
    assert first["reach all"] != second["reach all"]
    assert first["reaction"] != second["reaction"]


def test_the_simulation_lives_on_after_the_filling(folder: Path) -> None:
    access = _fill()
    account = next(one for one in networks.accounts(access) if one.handle == "rosterietkajen")
    with sessions.use(account.id) as session:
        connector = registry.connector(account.network)
        made = connector.posts(session, since=clock.now() - timedelta(days=14)).items
        refs = tuple(post.ref for post in made)

        def shown() -> int:
            return sum(one.values[MetricField.IMPRESSIONS] for one in connector.counts(session, refs))

        before = shown()
        clock.move(3 * 24 * 3600)
        assert shown() > before
