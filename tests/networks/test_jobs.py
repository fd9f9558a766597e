"""Accounts are cared for although nobody uses them."""

from datetime import datetime, timedelta

import pytest
from tests.networks.conftest import HOUR, connect
from tests.networks.harbour import Harbour

from resonans.core import clock
from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.networks import actions, jobs, models, queries
from resonans.networks.types import Account, Health

pytestmark = pytest.mark.django_db


def test_credentials_are_renewed_before_they_end(ship: Account, harbour: Harbour, noon: datetime) -> None:
    jobs.care()
    harbour.turn(expires_at=(noon + 8 * HOUR).isoformat())
    clock.set_to(noon + timedelta(minutes=54))
    assert jobs.care() == 1
    assert jobs.care() == 0
    assert len(harbour.calls("refresh")) == 1


def test_a_check_every_six_hours_finds_a_lost_account(
    ana: Access, ship: Account, harbour: Harbour, noon: datetime
) -> None:
    assert queries.account(ana, ship.id).checked_at == noon
    models.Account.objects.update(due_at=noon + 48 * HOUR)
    clock.set_to(noon + 6 * HOUR - timedelta(seconds=1))
    assert jobs.care() == 0
    harbour.turn(refresh="dead")
    clock.set_to(noon + 6 * HOUR)
    assert jobs.care() == 1
    assert queries.account(ana, ship.id).health is Health.RECONNECT
    clock.set_to(noon + 24 * HOUR)
    assert jobs.care() == 0


def test_a_check_that_failed_for_now_is_made_again_soon(
    ship: Account, harbour: Harbour, noon: datetime
) -> None:
    harbour.turn(profile="down", expires_at=(noon + 48 * HOUR).isoformat())
    clock.set_to(noon + 6 * HOUR)
    jobs.care()
    harbour.turn(profile="ok")
    clock.move(600)
    assert jobs.care() == 1
    assert models.Account.objects.get().checked_at == clock.now()


def test_one_accounts_trouble_keeps_no_other_waiting(
    ana: Access, brand: Brand, ship: Account, harbour: Harbour, noon: datetime
) -> None:
    connect(ana, brand, ship="askan")
    harbour.turn(refresh="dead")
    clock.set_to(noon + HOUR)
    jobs.care()
    assert set(models.Account.objects.values_list("health", flat=True)) == {Health.RECONNECT}


def test_connections_that_nobody_finished_are_dropped(
    ana: Access, brand: Brand, harbour: Harbour, noon: datetime
) -> None:
    actions.begin(ana, brand.id, "harbour", {"ship": "kajen", "key": "ask"}, "http://localhost:8321/back")
    jobs.care()
    assert models.PendingConnection.objects.count() == 1
    clock.move(900)
    jobs.care()
    assert not models.PendingConnection.objects.exists()
