"""What the stricter networks do, and the contract has room for: caps, pieces, waiting, prices."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.networks.benches.polled import PolledBench
from tests.networks.polled import PIECE
from tests.networks.polled_fake import CAP

from resonans.core import clock
from resonans.networks.contract import NotYet, Outgoing, Visible
from resonans.networks.errors import Retry
from resonans.networks.testing import walk
from resonans.networks.testing.bench import Fault


@pytest.fixture
def network(noon: datetime, tmp_path: Path) -> PolledBench:
    """A fresh network at noon."""
    return PolledBench(tmp_path)


def test_a_post_over_the_day_s_cap_waits_for_the_next_day(network: PolledBench) -> None:
    for _ in range(CAP):
        walk.sent(network)
    _ticket, _saved, publish = walk.attempted(network, Outgoing(walk.text()))
    error = walk.refusal(publish)
    assert isinstance(error, Retry)
    assert error.limited
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    assert abs(error.after_s - (midnight - clock.now()).total_seconds()) < 1
    clock.set_to(midnight)
    publish()
    assert len(network.network.posts) == CAP + 1


@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER])
def test_an_upload_goes_on_where_it_stopped(network: PolledBench, fault: Fault) -> None:
    video = network.video()
    given, held = Outgoing(walk.text(), media=(video,)), walk.ticket()
    opened = network.connector.prepare(network.session(), given, held, {})
    first = network.connector.prepare(network.session(), given, held, opened.saved)
    assert isinstance(first, NotYet)
    upload = network.network.uploads[str(first.saved["upload:0"])]
    assert upload.received == PIECE
    network.fault(fault)
    assert isinstance(
        walk.refusal(lambda: network.connector.prepare(network.session(), given, held, first.saved)), Retry
    )
    walk.prepared(network, given, held, first.saved)
    assert upload.received == video.bytes
    assert len(network.network.uploads) == 1


def test_a_container_is_waited_for_and_a_post_is_pending_before_it_is_live(network: PolledBench) -> None:
    done = walk.sent(network, Outgoing(walk.text(), media=(network.image(),)), live=False)
    assert done.receipt.visible is Visible.PENDING
    assert network.truth() == ()
    assert walk.settled(network, done).visible is Visible.LIVE
    assert [seen.id for seen in network.truth()] == [done.ref.id]


def test_each_post_tells_its_price(network: PolledBench) -> None:
    receipt = walk.sent(network).receipt
    assert (receipt.cost_minor, receipt.cost_currency) == (15, "USD")
