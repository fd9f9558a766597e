"""Connecting, reconnecting, disconnecting, and who may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.conftest import join
from tests.networks.conftest import BACK, connect
from tests.networks.harbour import Harbour

from resonans.core import clock
from resonans.core.errors import Conflict, Invalid, NotAllowed, NotFound
from resonans.core.models import AuditEntry, Brand, Change, Workspace
from resonans.core.types import Access, Role
from resonans.networks import actions, models, queries, registry
from resonans.networks.types import Account, Health, NetworkUnavailable, Redirect

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(workspace: Workspace) -> Brand:
    """Another brand of the workspace."""
    return Brand.objects.create(workspace=workspace, name="Kajens Bageri", timezone="Europe/Stockholm")


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("created_at", "id").values_list("verb", flat=True))


def go(access: Access, brand: Brand, **form: str) -> tuple[Redirect, str]:
    """Begin a connection that needs the person's consent; the state that the network gives back."""
    answer = actions.begin(access, brand.id, "harbour", {"ship": "kajen", "key": "ask", **form}, BACK)
    assert isinstance(answer, Redirect)
    (state,) = parse_qs(urlsplit(answer.url).query)["state"]
    assert state == answer.state
    return answer, state


def test_a_form_connects_an_account_for_a_brand(ship: Account, brand: Brand, noon: datetime) -> None:
    assert (ship.brand, ship.network, ship.handle) == (brand.id, "harbour", "kajen@new")
    assert ship.server == "https://harbour.example"
    assert ship.health is Health.CONNECTED
    assert ship.connected_at == noon
    assert ship.last_collected_at is None
    assert verbs() == ["account.connect"]
    assert Change.objects.get().topic == "account"


def test_credentials_are_encrypted_and_nowhere_else(ship: Account) -> None:
    row = models.Account.objects.get()
    assert "refresh-k-1" not in row.credentials
    everything = repr(row.__dict__) + repr(ship) + repr(list(AuditEntry.objects.values()))
    assert "refresh-k-1" not in everything
    assert "access-0" not in everything


def test_what_is_missing_in_the_form_is_named(ana: Access, brand: Brand, harbour: Harbour) -> None:
    with pytest.raises(Invalid) as refused:
        actions.begin(ana, brand.id, "harbour", {"ship": "  "}, BACK)
    assert refused.value.fields == {"ship": "Ship is needed.", "key": "Key is needed."}
    assert harbour.calls() == []


def test_details_that_the_network_refuses_connect_nothing(
    ana: Access, brand: Brand, harbour: Harbour
) -> None:
    with pytest.raises(Invalid, match="Harbour did not accept"):
        connect(ana, brand, key="dead")
    with pytest.raises(NetworkUnavailable, match="could not be reached") as down:
        connect(ana, brand, key="down")
    with pytest.raises(NetworkUnavailable, match="asks us to wait") as busy:
        connect(ana, brand, key="busy")
    assert (down.value.after_s, busy.value.after_s) == (30.0, 120.0)
    assert not models.Account.objects.exists()


def test_an_unknown_network_is_not_found(ana: Access, brand: Brand) -> None:
    with pytest.raises(NotFound, match="atlantis"):
        actions.begin(ana, brand.id, "atlantis", {}, BACK)


def test_people_are_sent_back_to_this_installation_alone(ana: Access, brand: Brand, harbour: Harbour) -> None:
    for elsewhere in ("https://evil.example/back", "http://localhost:8321.evil.example/", "/back"):
        with pytest.raises(Invalid) as refused:
            actions.begin(ana, brand.id, "harbour", {"ship": "kajen", "key": "ask"}, elsewhere)
        assert "return_to" in refused.value.fields
    assert harbour.calls() == []


def test_a_person_who_agreed_at_the_network_comes_back_to_an_account(
    ana: Access, brand: Brand, harbour: Harbour
) -> None:
    _, state = go(ana, brand)
    assert not models.Account.objects.exists()
    account = actions.finish(ana, state, {"code": "c-1"})
    assert (account.remote_id, account.brand) == ("kajen", brand.id)


def test_what_waits_for_a_person_is_kept_encrypted_and_without_its_state(
    ana: Access, brand: Brand, harbour: Harbour
) -> None:
    _, state = go(ana, brand)
    row = models.PendingConnection.objects.get()
    assert "c-1" not in row.secret
    assert state not in repr(row.__dict__)


def test_a_state_serves_once(ana: Access, brand: Brand, harbour: Harbour) -> None:
    _, state = go(ana, brand)
    actions.finish(ana, state, {"code": "c-1"})
    with pytest.raises(Invalid, match="again"):
        actions.finish(ana, state, {"code": "c-1"})
    assert len(harbour.calls("finish")) == 1


def test_a_state_serves_only_the_member_who_began(
    ana: Access, cleo: Access, brand: Brand, workspace: Workspace, harbour: Harbour
) -> None:
    _, state = go(ana, brand)
    other = join(workspace, "Olga", Role.OWNER)
    for stranger in (other, cleo, replace(ana, member=None)):
        with pytest.raises(Invalid) as refused:
            actions.finish(stranger, state, {"code": "c-1"})
        assert refused.value.code == "state_unknown"
    assert actions.finish(ana, state, {"code": "c-1"}).remote_id == "kajen"


def test_a_state_ends_after_a_quarter_of_an_hour(
    ana: Access, brand: Brand, harbour: Harbour, noon: datetime
) -> None:
    _, state = go(ana, brand)
    clock.move(15 * 60)
    with pytest.raises(Invalid, match="too long ago"):
        actions.finish(ana, state, {"code": "c-1"})


def test_a_token_without_a_member_cannot_agree_at_a_network(
    ana: Access, brand: Brand, harbour: Harbour
) -> None:
    with pytest.raises(Invalid, match="signed-in member"):
        go(replace(ana, member=None), brand)


def test_a_consent_that_was_declined_says_so(ana: Access, brand: Brand, harbour: Harbour) -> None:
    _, state = go(ana, brand)
    with pytest.raises(Invalid, match="Start again"):
        actions.finish(ana, state, {"error": "access_denied"})


def test_reconnecting_keeps_the_row_and_its_history(
    ana: Access, brand: Brand, second: Brand, ship: Account
) -> None:
    actions.collected(ana, ship.id, clock.now())
    actions.disconnect(ana, ship.id)
    clock.move(60)
    again = connect(ana, second)
    assert again.id == ship.id
    assert again.health is Health.CONNECTED
    assert again.brand == second.id
    assert again.last_collected_at is not None
    assert models.Account.objects.count() == 1
    assert verbs() == ["account.connect", "account.disconnect", "account.reconnect"]


def test_the_same_id_on_another_server_is_another_account(ana: Access, brand: Brand, ship: Account) -> None:
    other = connect(ana, brand, server="https://elsewhere.example")
    assert other.id != ship.id


def test_an_account_with_one_id_everywhere_may_move(
    ana: Access, brand: Brand, ship: Account, harbour: Harbour
) -> None:
    registry.register(Harbour(harbour.folder, everywhere=True))
    moved = connect(ana, brand, server="https://elsewhere.example")
    assert moved.id == ship.id
    assert moved.server == "https://elsewhere.example"


def test_two_workspaces_may_connect_the_same_account(
    ana: Access, cleo: Access, ship: Account, harbour: Harbour
) -> None:
    lund = Brand.objects.create(workspace_id=cleo.workspace, name="Café Lund")
    theirs = connect(cleo, lund)
    assert theirs.id != ship.id
    assert queries.accounts(ana) == (ship,)


def test_disconnecting_forgets_the_credentials(ana: Access, ship: Account) -> None:
    gone = actions.disconnect(ana, ship.id)
    assert gone.health is Health.DISCONNECTED
    row = models.Account.objects.get()
    assert (row.credentials, row.due_at, row.expires_at) == ("", None, None)
    actions.disconnect(ana, ship.id)
    assert verbs() == ["account.connect", "account.disconnect"]


def test_an_account_is_given_to_another_brand(
    ana: Access, ship: Account, second: Brand, cleo: Access
) -> None:
    assert actions.assign(ana, ship.id, second.id).brand == second.id
    actions.assign(ana, ship.id, second.id)
    assert verbs() == ["account.connect", "account.assign"]
    foreign = Brand.objects.create(workspace_id=cleo.workspace, name="Café Lund")
    with pytest.raises(NotFound):
        actions.assign(ana, ship.id, foreign.id)


def test_a_check_renews_and_reads_profile_and_limits_anew(
    ana: Access, ship: Account, harbour: Harbour
) -> None:
    harbour.turn(limit=5000)
    clock.move(600)
    checked = actions.check(ana, ship.id)
    assert checked.health is Health.CONNECTED
    assert checked.checked_at == clock.now()
    assert queries.limits(ana, ship.id).text.maximum == 5000
    assert harbour.calls("refresh") == ["refresh refresh-k-1"]
    assert harbour.calls("profile")[-1] == "profile access-1"


def test_a_check_says_what_is_wrong_in_the_health(ana: Access, ship: Account, harbour: Harbour) -> None:
    harbour.turn(refresh="dead")
    checked = actions.check(ana, ship.id)
    assert checked.health is Health.RECONNECT
    assert checked.health_reason == "The key was withdrawn."


def test_a_check_of_a_lost_account_lets_it_recover(ana: Access, ship: Account, harbour: Harbour) -> None:
    harbour.turn(refresh="dead")
    actions.check(ana, ship.id)
    harbour.turn(refresh="ok")
    clock.move(600)
    checked = actions.check(ana, ship.id)
    assert (checked.health, checked.health_reason) == (Health.CONNECTED, "")
    assert verbs()[-2:] == ["account.recovered", "account.check"]


def test_a_check_while_the_network_is_away_changes_nothing(
    ana: Access, ship: Account, harbour: Harbour
) -> None:
    harbour.turn(profile="down")
    with pytest.raises(NetworkUnavailable):
        actions.check(ana, ship.id)
    assert queries.account(ana, ship.id).health is Health.CONNECTED


def test_a_disconnected_account_cannot_be_checked(ana: Access, ship: Account) -> None:
    actions.disconnect(ana, ship.id)
    with pytest.raises(Conflict, match="Connect it again"):
        actions.check(ana, ship.id)


def test_only_an_owner_manages_accounts(ben: Access, ship: Account, brand: Brand) -> None:
    attempts: tuple[Callable[[], object], ...] = (
        lambda: actions.begin(ben, brand.id, "harbour", {}, BACK),
        lambda: actions.finish(ben, "state", {}),
        lambda: actions.disconnect(ben, ship.id),
        lambda: actions.assign(ben, ship.id, brand.id),
        lambda: actions.check(ben, ship.id),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_a_stranger_finds_no_account(cleo: Access, ship: Account, brand: Brand) -> None:
    attempts: tuple[Callable[[], object], ...] = (
        lambda: actions.begin(cleo, brand.id, "harbour", {"ship": "s", "key": "k"}, BACK),
        lambda: actions.disconnect(cleo, ship.id),
        lambda: actions.assign(cleo, ship.id, brand.id),
        lambda: actions.check(cleo, ship.id),
        lambda: actions.collected(cleo, ship.id, clock.now()),
    )
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
