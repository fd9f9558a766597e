"""Connected accounts: connect, read, assign, check, disconnect."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from resonans.api.paging import Cursor, Limit, PageOut, some
from resonans.api.request import Input, access_of
from resonans.core.settings import settings
from resonans.networks import actions, queries
from resonans.networks.types import Account, Health, Redirect

router = Router(tags=["accounts"])


class AccountOut(Schema):
    """An account on a network that speaks for a brand. Its credentials are never shown."""

    id: UUID
    brand: UUID
    network: str
    remote_id: str
    handle: str
    name: str
    url: str
    avatar_url: str
    server: str
    health: Health
    health_reason: str
    expires_at: datetime | None
    limited_until: datetime | None
    connected_at: datetime
    checked_at: datetime | None
    last_collected_at: datetime | None


class FieldOut(Schema):
    """What to send in `form` to connect an account."""

    name: str
    label: str
    help: str
    secret: bool
    default: str
    required: bool


class NetworkOut(Schema):
    """A network that can be connected."""

    name: str
    title: str
    form: list[FieldOut]


class NetworksOut(Schema):
    """The networks that can be connected."""

    items: list[NetworkOut]


class ConnectIn(Input):
    """What to connect, and for which brand."""

    brand: UUID
    network: str = Field(max_length=40)
    form: dict[str, str] = Field({}, max_length=20)
    return_to: str = Field("", max_length=500, description="Below this installation's own address.")


class FinishIn(Input):
    """What the network gave the person to bring back."""

    state: str = Field(max_length=500)
    query: dict[str, str] = Field({}, max_length=20)


class RedirectOut(Schema):
    """A person must agree at `url`; send what they bring back to `/accounts/finish`."""

    url: str
    state: str


class AccountChange(Input):
    """The brand that the account speaks for from now on."""

    brand: UUID


@router.get("/networks", response=NetworksOut, summary="List networks that can be connected")
def list_networks(request: HttpRequest) -> dict[str, object]:
    """Scope `read`."""
    return {"items": queries.offers(access_of(request))}


@router.get("/accounts", response=PageOut[AccountOut], summary="List accounts")
def list_accounts(
    request: HttpRequest,
    brand: UUID | None = None,
    with_disconnected: bool = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, object]:
    """Scope `read`."""
    found = queries.accounts(access_of(request), brand=brand, with_disconnected=with_disconnected)
    items, rest = some(found, _id, cursor=cursor, limit=limit)
    return {"items": items, "next_cursor": rest or None}


@router.post("/accounts", response={201: AccountOut, 202: RedirectOut}, summary="Connect an account")
def connect_account(request: HttpRequest, given: ConnectIn) -> Status[Account | Redirect]:
    """Scope `manage_accounts`. 202: a person must first agree at the address that is answered."""
    return_to = given.return_to or f"{settings().base_url}/"
    answer = actions.begin(access_of(request), given.brand, given.network, given.form, return_to)
    return Status(202 if isinstance(answer, Redirect) else 201, answer)


@router.post("/accounts/finish", response={201: AccountOut}, summary="Finish connecting an account")
def finish_account(request: HttpRequest, given: FinishIn) -> Status[Account]:
    """Scope `manage_accounts`. A state serves once, for 15 minutes, the member who began."""
    return Status(201, actions.finish(access_of(request), given.state, given.query))


@router.get("/accounts/{uuid:account}", response=AccountOut, summary="Read an account")
def read_account(request: HttpRequest, account: UUID) -> Account:
    """Scope `read`."""
    return queries.account(access_of(request), account)


@router.patch("/accounts/{uuid:account}", response=AccountOut, summary="Give an account to another brand")
def change_account(request: HttpRequest, account: UUID, change: AccountChange) -> Account:
    """Scope `manage_accounts`."""
    return actions.assign(access_of(request), account, change.brand)


@router.post("/accounts/{uuid:account}/check", response=AccountOut, summary="Ask the network now")
def check_account(request: HttpRequest, account: UUID) -> Account:
    """Scope `manage_accounts`. The answer stands in `health`."""
    return actions.check(access_of(request), account)


@router.delete("/accounts/{uuid:account}", response=AccountOut, summary="Disconnect an account")
def disconnect_account(request: HttpRequest, account: UUID) -> Account:
    """Scope `manage_accounts`. Its credentials are forgotten, its history stays."""
    return actions.disconnect(access_of(request), account)


def _id(account: Account) -> UUID:
    return account.id
