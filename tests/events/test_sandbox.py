"""Collecting from the simulated network, whose truth is known: what is measured is what happened."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from resonans.core import clock, ids
from resonans.core.models import Brand
from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.events import flush, queries
from resonans.events.types import Collecting
from resonans.networks import actions as networks
from resonans.networks import registry, sessions
from resonans.networks.contract import Outgoing, Ready, Ticket
from resonans.networks.sandbox.truth import Truth
from resonans.networks.types import Account
from tests.events.test_collect import settle

pytestmark = pytest.mark.usefixtures("own_lake")
THEN = datetime(2026, 11, 20, 8, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def shown(db: None, ana: Access, brand: Brand) -> Iterator[Account]:
    """An account in a world of its own that posted twice, three days ago; the clock stands at now."""
    clock.set_to(THEN)
    handle = f"kajen-{ids.new().hex[-8:]}"
    account = networks.begin(ana, brand.id, "sandbox", {"handle": handle}, f"{settings().base_url}/back")
    assert isinstance(account, Account)
    for number, text in enumerate(("Nytt kaffe på lördag!", "Vi rostar i dag. Kom förbi.")):
        clock.set_to(THEN.replace(hour=8 + number))
        post(account, text)
    clock.set_to(NOW)
    yield account
    clock.set_to(None)


def post(account: Account, text: str) -> None:
    """Post with another tool than resonans: past publishing."""
    connector = registry.connector("sandbox")
    said, ticket = Outgoing(text), Ticket(str(ids.new()), clock.now())
    with sessions.use(account.id) as session:
        ready = connector.prepare(session, said, ticket, {})
        assert isinstance(ready, Ready)
        connector.publish(session, said, ticket, ready.saved)


def test_numbers_and_events_are_what_the_simulated_people_did(ana: Access, shown: Account) -> None:
    settle()
    flush.drain()
    assert queries.collection_state(ana, shown.id).state is Collecting.COMPLETE
    truth = Truth(Path(settings().data_dir) / "sandbox.sqlite3")
    posts = truth.posts(shown.handle)
    assert len(posts) == 2
    tables = queries.tables(ana)
    seen = {
        (row["subject"], row["metric"]): row["value"] for row in tables.observations.to_pyarrow().to_pylist()
    }
    told = Counter((row["post"], row["kind"]) for row in tables.events.to_pyarrow().to_pylist())
    for name in posts:
        done = Counter(deed.kind for deed in truth.deeds(name) if deed.at <= NOW)
        assert done["reaction"] > 0
        for kind, metric in (("reaction", "reactions"), ("comment", "comments"), ("share", "shares")):
            assert seen[name, metric] == done[kind]
            assert told[name, kind] == done[kind]
        assert told[name, "published"] == 1
    assert seen[str(shown.id), "followers"] == len(truth.followers(shown.handle, NOW))
