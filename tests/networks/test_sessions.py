"""Sessions: credentials that are renewed once, and the account's health by what networks say."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from tests.networks.conftest import HOUR, connect
from tests.networks.harbour import Harbour

from resonans.core import clock, mail, secrets
from resonans.core.errors import NotFound
from resonans.core.models import AuditEntry, Brand, Letter
from resonans.core.settings import Settings
from resonans.core.types import Access
from resonans.networks import actions, models, queries, registry, sessions
from resonans.networks.contract import Credentials, Verb
from resonans.networks.errors import Reauthorize, Retry
from resonans.networks.types import Account, Health

pytestmark = pytest.mark.django_db


def access_token(account: Account) -> str:
    with sessions.use(account.id) as session:
        return session.credentials.values["access"]


def health(ana: Access, account: Account) -> Health:
    return queries.account(ana, account.id).health


def lost() -> int:
    return AuditEntry.objects.filter(verb="account.lost").count()


def test_a_session_acts_for_its_account(ship: Account) -> None:
    with sessions.use(ship.id) as session:
        assert (session.account, session.remote_id) == (str(ship.id), "kajen")
        assert session.server == "https://harbour.example"
        assert session.credentials.values == {"access": "access-0", "refresh": "refresh-k-1"}
        assert "refresh-k-1" not in repr(session)


def test_there_is_no_session_for_an_unknown_account(noon: datetime) -> None:
    with pytest.raises(NotFound), sessions.use(uuid4()):
        pass


def test_credentials_are_renewed_when_a_tenth_of_their_life_is_left(
    ship: Account, harbour: Harbour, noon: datetime
) -> None:
    harbour.turn(expires_at=(noon + 2 * HOUR).isoformat())
    clock.set_to(noon + timedelta(minutes=53))
    assert access_token(ship) == "access-0"
    clock.set_to(noon + timedelta(minutes=54))
    assert access_token(ship) == "access-1"
    assert access_token(ship) == "access-1"
    assert len(harbour.calls("refresh")) == 1


def test_an_empty_refresh_token_in_the_answer_keeps_the_stored_one(
    ship: Account, harbour: Harbour, noon: datetime
) -> None:
    harbour.turn(expires_at=(noon + 2 * HOUR).isoformat())
    clock.set_to(noon + HOUR)
    with sessions.use(ship.id) as session:
        assert session.credentials.values == {"access": "access-1", "refresh": "refresh-k-1"}


def test_a_new_refresh_token_replaces_the_stored_one(ship: Account, harbour: Harbour, noon: datetime) -> None:
    tokens = {"access": "access-9", "refresh": "refresh-9"}
    harbour.turn(expires_at=(noon + 2 * HOUR).isoformat(), tokens=tokens)
    clock.set_to(noon + HOUR)
    with sessions.use(ship.id) as session:
        assert session.credentials.values == tokens


def test_while_the_network_is_away_the_old_credentials_serve_on(
    ana: Access, ship: Account, harbour: Harbour, noon: datetime
) -> None:
    harbour.turn(refresh="down")
    clock.set_to(noon + timedelta(minutes=55))
    assert access_token(ship) == "access-0"
    assert access_token(ship) == "access-0"
    assert len(harbour.calls("refresh")) == 1
    assert health(ana, ship) is Health.CONNECTED


def test_a_renewal_that_fails_for_now_leaves_the_account_connected(
    ana: Access, ship: Account, harbour: Harbour, noon: datetime
) -> None:
    harbour.turn(refresh="down")
    clock.set_to(noon + 2 * HOUR)
    for _ in range(2):
        with pytest.raises(Retry) as later, sessions.use(ship.id):
            pass
        assert later.value.after_s == 60.0
    assert len(harbour.calls("refresh")) == 1
    assert health(ana, ship) is Health.CONNECTED
    harbour.turn(refresh="ok", expires_at=(noon + 4 * HOUR).isoformat())
    clock.move(60)
    assert access_token(ship) == "access-2"


def test_a_renewal_that_is_refused_loses_the_account_once(
    ana: Access, ship: Account, harbour: Harbour, noon: datetime
) -> None:
    harbour.turn(refresh="dead")
    clock.set_to(noon + HOUR)
    for _ in range(3):
        with pytest.raises(Reauthorize, match="withdrawn"), sessions.use(ship.id):
            pass
    account = queries.account(ana, ship.id)
    assert (account.health, account.health_reason) == (Health.RECONNECT, "The key was withdrawn.")
    assert len(harbour.calls("refresh")) == 1
    assert lost() == 1


def test_a_lost_account_is_told_to_its_owners_once(
    ana: Access, ship: Account, harbour: Harbour, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = Settings(smtp_url="smtp://mail.example.test:587")  # type: ignore[arg-type]  # from the environment
    monkeypatch.setattr(mail, "settings", lambda: posted)
    harbour.turn(refresh="dead")
    clock.set_to(noon + HOUR)
    for _ in range(2):
        with pytest.raises(Reauthorize), sessions.use(ship.id):
            pass
    letter = Letter.objects.get()
    assert letter.recipient == "ana@example.test"
    assert letter.subject == "kajen@new on Harbour must be connected again"
    assert "http://localhost:8321/w/kajen/settings/accounts/" in secrets.decrypt(letter.text)


def test_a_refused_call_renews_before_the_account_is_given_up(
    ana: Access, ship: Account, harbour: Harbour, noon: datetime
) -> None:
    harbour.turn(expires_at=(noon + 2 * HOUR).isoformat())
    clock.move(600)
    with pytest.raises(Retry) as again, sessions.use(ship.id):
        raise Reauthorize("Token too old.")
    assert again.value.after_s == 0.0
    assert health(ana, ship) is Health.CONNECTED
    assert access_token(ship) == "access-1"


def test_a_call_refused_with_fresh_credentials_loses_the_account(
    ana: Access, ship: Account, harbour: Harbour
) -> None:
    with pytest.raises(Reauthorize), sessions.use(ship.id):
        raise Reauthorize("Suspended.")
    assert health(ana, ship) is Health.RECONNECT
    assert harbour.calls("refresh") == []


def test_where_only_a_person_can_renew_a_refused_call_loses_the_account(
    ana: Access, brand: Brand, harbour: Harbour, noon: datetime
) -> None:
    registry.register(Harbour(harbour.folder, verbs=frozenset({Verb.PUBLISH})))
    ship = connect(ana, brand)
    clock.move(3600)
    with pytest.raises(Reauthorize), sessions.use(ship.id):
        raise Reauthorize("Withdrawn.")
    assert health(ana, ship) is Health.RECONNECT


def test_credentials_that_only_a_person_can_renew_show_their_end_a_week_before(
    ana: Access, brand: Brand, harbour: Harbour, noon: datetime
) -> None:
    registry.register(Harbour(harbour.folder, verbs=frozenset({Verb.PUBLISH})))
    harbour.turn(expires_at=(noon + timedelta(days=60)).isoformat())
    ship = connect(ana, brand)
    clock.set_to(noon + timedelta(days=52))
    assert health(ana, ship) is Health.CONNECTED
    clock.set_to(noon + timedelta(days=53))
    assert health(ana, ship) is Health.EXPIRING
    assert access_token(ship) == "access-0"


def test_a_slow_worker_does_not_lose_an_account_that_was_reconnected_meanwhile(
    ana: Access, brand: Brand, ship: Account
) -> None:
    def slow() -> None:
        with sessions.use(ship.id):
            clock.move(1)
            connect(ana, brand, key="k-2")
            raise Reauthorize("Old key.")

    with pytest.raises(Retry):
        slow()
    assert health(ana, ship) is Health.CONNECTED


def test_a_limit_stands_until_its_time_is_over(ana: Access, ship: Account, noon: datetime) -> None:
    with pytest.raises(Retry), sessions.use(ship.id):
        raise Retry(120.0, limited=True)
    limited = queries.account(ana, ship.id)
    assert (limited.health, limited.limited_until) == (Health.LIMITED, noon + timedelta(seconds=120))
    assert access_token(ship) == "access-0"
    assert health(ana, ship) is Health.LIMITED
    clock.move(120)
    assert health(ana, ship) is Health.CONNECTED
    assert access_token(ship) == "access-0"
    assert models.Account.objects.get().health == Health.CONNECTED


def test_a_call_that_failed_for_now_says_nothing_of_the_account(ana: Access, ship: Account) -> None:
    with pytest.raises(Retry), sessions.use(ship.id):
        raise Retry(5.0)
    assert health(ana, ship) is Health.CONNECTED


def test_a_disconnected_account_is_not_called(ana: Access, ship: Account, harbour: Harbour) -> None:
    actions.disconnect(ana, ship.id)
    with pytest.raises(Reauthorize), sessions.use(ship.id):
        pass
    assert sessions.working() == ()


def test_what_a_connector_keeps_is_there_in_the_next_session(ship: Account) -> None:
    with sessions.use(ship.id) as session:
        session.keep(Credentials({"honours_key": "yes"}, session.credentials.expires_at))
    with sessions.use(ship.id) as session:
        assert session.credentials.values["honours_key"] == "yes"
        assert session.credentials.values["refresh"] == "refresh-k-1"


def test_what_a_connector_keeps_after_a_disconnection_is_forgotten(ana: Access, ship: Account) -> None:
    with sessions.use(ship.id) as session:
        actions.disconnect(ana, ship.id)
        session.keep(Credentials({"access": "late"}))
    assert models.Account.objects.get().credentials == ""


@contextmanager
def worker(ship: Account, harbour: Harbour) -> Iterator[subprocess.Popen[str]]:
    """A process that is about to use the account."""
    clock_file = harbour.folder / "clock"
    clock_file.write_text(clock.now().isoformat())
    command = [sys.executable, "-m", "tests.networks.renewing"]
    names = [str(connection.settings_dict["NAME"]), str(harbour.folder), str(ship.id)]
    process = subprocess.Popen(
        [*command, *names],
        env={**os.environ, "RESONANS_CLOCK": str(clock_file)},
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def until_refreshing(harbour: Harbour) -> None:
    for _ in range(3000):
        if harbour.calls("refresh"):
            return
        threading.Event().wait(0.01)
    pytest.fail("no worker came to renew")


@pytest.mark.django_db(transaction=True)
def test_two_workers_renew_one_account_once(ship: Account, harbour: Harbour, noon: datetime) -> None:
    harbour.turn(expires_at=(noon + 2 * HOUR).isoformat())
    clock.set_to(noon + HOUR)
    with worker(ship, harbour) as one, worker(ship, harbour) as other:
        assert [said(one), said(other)] == ["ready", "ready"]
        start(one)
        start(other)
        until_refreshing(harbour)
        (harbour.folder / "go").touch()
        assert [said(one), said(other)] == ["access-1", "access-1"]
    assert len(harbour.calls("refresh")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_renewing_holds_nobody_up_for_long(
    ship: Account, harbour: Harbour, noon: datetime
) -> None:
    harbour.turn(expires_at=(noon + 3 * HOUR).isoformat())
    clock.set_to(noon + HOUR)
    with worker(ship, harbour) as one:
        assert said(one) == "ready"
        start(one)
        until_refreshing(harbour)
        one.kill()
        one.wait()
    assert models.Account.objects.get().lease_until is not None
    clock.move(121)
    assert access_token(ship) == "access-2"
