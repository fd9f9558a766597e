"""Signing in once, and staying signed in."""

import base64
import hashlib
import hmac
import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests import children
from tests.bluesky_network.people import Someone
from tests.bluesky_network.proxy import Proxy, standing_before
from tests.bluesky_network.servers import BlueskyNetwork
from tests.networks.bluesky.conftest import sign_in

from resonans.core import clock
from resonans.core.errors import Invalid
from resonans.core.models import Brand
from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.networks import actions, http, models, queries, registry, renewal, sessions
from resonans.networks.bluesky import Bluesky
from resonans.networks.contract import Connected, Credentials, Session
from resonans.networks.errors import Reauthorize, Rejected, Retry
from resonans.networks.types import Account, Health

pytestmark = pytest.mark.bluesky
LOGIN = "/xrpc/com.atproto.server.createSession"
REFRESH = "/xrpc/com.atproto.server.refreshSession"
BACK = "http://localhost:8321/back"
DEVELOPMENT_SECRET = b"jwt-secret"
"""With which the development servers sign."""


@pytest.fixture
def kaj(pds: BlueskyNetwork) -> Someone:
    """Somebody on a data server."""
    return pds.make_account("kaj")


@pytest.fixture
def proxy(pds: BlueskyNetwork) -> Iterator[Proxy]:
    """Stands before the data server."""
    with standing_before(pds.pds) as proxy:
        yield proxy


def form(someone: Someone, server: str = "", **changes: str) -> dict[str, str]:
    given = {"handle": someone.handle, "app_password": someone.app_password, "server": server}
    return given | changes


def begin(given: dict[str, str], connector: Bluesky | None = None) -> Connected:
    connected = (connector or Bluesky()).begin(http.make(), given, return_to="", state="")
    assert isinstance(connected, Connected)
    return connected


def connect(access: Access, brand: Brand, someone: Someone, server: str) -> Account:
    account = actions.begin(access, brand.id, "bluesky", form(someone, server), BACK)
    assert isinstance(account, Account)
    return account


def expired(token: str) -> str:
    """The same token, as the server would have made it three hours ago."""
    head, body, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims |= {"iat": claims["iat"] - 10_800, "exp": claims["exp"] - 10_800}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    signature = hmac.digest(DEVELOPMENT_SECRET, f"{head}.{body}".encode(), hashlib.sha256)
    return f"{head}.{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def replace_credentials(account: Account, **values: str) -> None:
    row = models.Account.objects.get(pk=account.id)
    held = renewal.unseal(row)
    models.Account.objects.update(credentials=renewal.seal(Credentials({**held.values, **values})))


def test_an_app_password_connects(kaj: Someone, pds: BlueskyNetwork) -> None:
    connected = begin(form(kaj, pds.pds))
    assert (connected.profile.id, connected.profile.handle) == (kaj.did, kaj.handle)
    assert connected.server == pds.pds
    assert connected.credentials.expires_at is not None
    left = connected.credentials.expires_at - datetime.now(UTC)
    assert timedelta(minutes=115) < left <= timedelta(minutes=120)
    assert kaj.app_password not in connected.credentials.values.values()


def test_a_handle_is_taken_as_people_paste_it(kaj: Someone, pds: BlueskyNetwork) -> None:
    for pasted in (f"@{kaj.handle}", kaj.handle.upper(), f" https://bsky.app/profile/{kaj.handle}/ "):
        assert begin(form(kaj, pds.pds, handle=pasted)).profile.id == kaj.did


def test_a_server_is_taken_as_people_paste_it(kaj: Someone, pds: BlueskyNetwork) -> None:
    assert begin(form(kaj, f"{pds.pds}/xrpc/")).server == pds.pds
    for wrong in ("ftp://example.org", "https://example.org/some/page", "https://"):
        with pytest.raises(Rejected) as refused:
            begin(form(kaj, wrong))
        assert (refused.value.problem.code, refused.value.problem.where) == ("address_wrong", "server")


def test_the_server_is_found_by_the_handle(kaj: Someone, pds: BlueskyNetwork) -> None:
    assert begin(form(kaj), Bluesky(entry=pds.pds, directory=pds.plc)).server == pds.pds


def test_where_the_directory_is_away_the_entry_is_asked(kaj: Someone, pds: BlueskyNetwork) -> None:
    assert begin(form(kaj), Bluesky(entry=pds.pds, directory="http://127.0.0.1:9")).server == pds.pds


def test_a_wrong_password_is_told(kaj: Someone, pds: BlueskyNetwork) -> None:
    for wrong in ({"app_password": "abcd-efgh-ijkl-mnop"}, {"handle": "nobody-at-all.test"}):
        with pytest.raises(Rejected) as refused:
            begin(form(kaj, pds.pds, **wrong))
        assert refused.value.problem.code == "sign_in_wrong"


def test_the_accounts_own_password_is_refused(kaj: Someone, pds: BlueskyNetwork) -> None:
    with pytest.raises(Rejected) as refused:
        begin(form(kaj, pds.pds, app_password=kaj.password))
    assert (refused.value.problem.code, refused.value.problem.where) == (
        "app_password_needed",
        "app_password",
    )


def test_a_private_server_must_be_named_in_the_settings(
    kaj: Someone, pds: BlueskyNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESONANS_ALLOW_HOSTS", "")
    settings.cache_clear()
    with pytest.raises(Rejected) as refused:
        begin(form(kaj, pds.pds))
    assert refused.value.problem.code == "address_not_allowed"


def test_an_email_address_signs_in_too(kaj: Someone, pds: BlueskyNetwork) -> None:
    address = f"{kaj.handle}@example.test"
    assert begin(form(kaj, pds.pds, handle=address)).profile.id == kaj.did


def test_renewed_tokens_replace_both(kaj: Someone, pds: BlueskyNetwork) -> None:
    connected = sign_in(kaj, pds.pds)
    registered = registry.connector("bluesky")
    assert isinstance(registered, Bluesky)

    def session(credentials: Credentials) -> Session:
        wire = http.make()
        return Session("a", kaj.did, kaj.handle, pds.pds, credentials, wire, lambda _: None)

    first = registered.refresh(session(connected.credentials))
    second = registered.refresh(session(first))
    tokens = [each.values for each in (connected.credentials, first, second)]
    assert len({each["refresh"] for each in tokens}) == 3
    assert first.expires_at is not None


def test_a_withdrawn_app_password_asks_for_a_person(kaj: Someone, pds: BlueskyNetwork) -> None:
    connected = sign_in(kaj, pds.pds)
    kaj.revoke()
    held = Session("a", kaj.did, kaj.handle, pds.pds, connected.credentials, http.make(), lambda _: None)
    with pytest.raises(Reauthorize, match="revoked"):
        Bluesky().refresh(held)


@pytest.mark.django_db
def test_the_app_password_signs_in_once_and_sessions_are_kept(
    ana: Access, brand: Brand, kaj: Someone, pds: BlueskyNetwork, proxy: Proxy
) -> None:
    account = connect(ana, brand, kaj, proxy.url)
    assert account.server == pds.pds
    models.Account.objects.update(server=proxy.url)
    for _ in range(3):
        with sessions.use(account.id) as session:
            Bluesky().posts(session, since=datetime.now(UTC) - timedelta(days=1))
    assert len(proxy.sent(LOGIN)) == 1
    assert kaj.app_password not in repr(list(models.Account.objects.values()))


@pytest.mark.django_db
def test_an_access_token_that_ended_early_is_renewed_and_the_call_made_again(
    ana: Access, brand: Brand, kaj: Someone, pds: BlueskyNetwork
) -> None:
    account = connect(ana, brand, kaj, pds.pds)
    with sessions.use(account.id) as session:
        replace_credentials(account, access=expired(session.credentials.values["access"]))
    models.Account.objects.update(renewed_at=clock.now() - timedelta(hours=1))
    since = datetime.now(UTC) - timedelta(days=1)
    with pytest.raises(Retry), sessions.use(account.id) as session:
        Bluesky().posts(session, since=since)
    with sessions.use(account.id) as session:
        assert Bluesky().posts(session, since=since).items == ()
    assert queries.account(ana, account.id).health is Health.CONNECTED


@pytest.mark.django_db
def test_a_check_finds_a_withdrawn_app_password_and_a_new_one_revives_the_account(
    ana: Access, brand: Brand, kaj: Someone, pds: BlueskyNetwork
) -> None:
    account = connect(ana, brand, kaj, pds.pds)
    kaj.revoke()
    checked = actions.check(ana, account.id)
    assert (checked.health, checked.health_reason) == (Health.RECONNECT, "Token has been revoked")
    new = kaj.call("com.atproto.server.createAppPassword", {"name": "again"})["password"]
    given = form(kaj, pds.pds, app_password=new)
    again = actions.begin(ana, brand.id, "bluesky", given, BACK)
    assert isinstance(again, Account)
    assert (again.id, again.health) == (account.id, Health.CONNECTED)


@pytest.mark.django_db
def test_a_refusal_is_told_at_its_field(ana: Access, brand: Brand, kaj: Someone, pds: BlueskyNetwork) -> None:
    given = form(kaj, pds.pds, app_password=kaj.password)
    with pytest.raises(Invalid) as refused:
        actions.begin(ana, brand.id, "bluesky", given, BACK)
    assert "app password" in refused.value.fields["app_password"]


USE = """
import sys
from uuid import UUID
from resonans.networks import sessions
print("ready", flush=True)
sys.stdin.readline()
with sessions.use(UUID("{account}")) as session:
    print(session.credentials.values["refresh"][-20:], flush=True)
"""


def both(account: Account) -> list[str]:
    """Two processes use the account at once; what each of them held, without the tokens."""
    workers = [children.start(USE.format(account=account.id)) for _ in range(2)]
    try:
        return [_answer(each) for each in _let_go(workers)]
    finally:
        for each in workers:
            each.kill()
            each.communicate()


def _let_go(workers: list[subprocess.Popen[str]]) -> list[subprocess.Popen[str]]:
    for each in workers:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in workers:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    return workers


def _answer(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline().strip()


@pytest.mark.django_db(transaction=True)
def test_two_processes_renew_a_session_once(ana: Access, brand: Brand, kaj: Someone, proxy: Proxy) -> None:
    account = connect(ana, brand, kaj, proxy.url)
    models.Account.objects.update(server=proxy.url, due_at=clock.now())
    first, second = both(account)
    assert first == second != ""
    assert len(proxy.sent(REFRESH)) == 1
