"""Who I am, the workspace, and its brands."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status
from pydantic import Field

from resonans.api.paging import Cursor, Limit, PageOut, some
from resonans.api.request import Input, access_of
from resonans.core import actions, queries
from resonans.core.types import Brand, NewBrand

router = Router()


class WorkspaceOut(Schema):
    """A tenant."""

    id: UUID
    name: str
    slug: str
    is_demo: bool
    created_at: datetime


class MeOut(Schema):
    """Who a token is, and what it may do now."""

    workspace: WorkspaceOut
    member: UUID
    name: str
    email: str
    role: str
    scopes: list[str]
    token: UUID


class WorkspaceChange(Input):
    """What can be changed of a workspace."""

    name: str = Field(max_length=200)


class BrandOut(Schema):
    """What speaks."""

    id: UUID
    name: str
    timezone: str
    currency: str
    language: str


class BrandIn(Input):
    """A new brand."""

    name: str = Field(max_length=200)
    timezone: str = Field("UTC", max_length=64, description="IANA name, such as Europe/Stockholm.")
    currency: str = Field("EUR", max_length=8, description="ISO 4217.")
    language: str = Field("en", max_length=8, description="ISO 639.")


class BrandChange(Input):
    """Only what is sent changes."""

    name: str | None = Field(None, max_length=200)
    timezone: str | None = Field(None, max_length=64)
    currency: str | None = Field(None, max_length=8)
    language: str | None = Field(None, max_length=8)


BrandId = Annotated[UUID, Path(description="The brand's id.")]


@router.get("/me", response=MeOut, tags=["me"], summary="Who this token is")
def me(request: HttpRequest) -> dict[str, object]:
    """The workspace, the member in whose name the token acts, and what it may do now."""
    access = access_of(request)
    member = queries.me(access)
    return {
        "workspace": queries.workspace(access),
        "member": member and member.id,
        "name": member.name if member else "",
        "email": member.email if member else "",
        "role": access.role,
        "scopes": sorted(access.scopes or ()),
        "token": access.token,
    }


@router.get("/workspace", response=WorkspaceOut, tags=["workspace"], summary="Read the workspace")
def read_workspace(request: HttpRequest) -> object:
    """Scope `read`."""
    return queries.workspace(access_of(request))


@router.patch("/workspace", response=WorkspaceOut, tags=["workspace"], summary="Rename the workspace")
def change_workspace(request: HttpRequest, change: WorkspaceChange) -> object:
    """Scope `manage_members`."""
    return actions.rename_workspace(access_of(request), change.name)


@router.get("/brands", response=PageOut[BrandOut], tags=["brands"], summary="List brands")
def list_brands(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, object]:
    """Scope `read`."""
    found, rest = some(queries.brands(access_of(request)), _id, cursor=cursor, limit=limit)
    return {"items": found, "next_cursor": rest or None}


@router.post("/brands", response={201: BrandOut}, tags=["brands"], summary="Create a brand")
def create_brand(request: HttpRequest, brand: BrandIn) -> Status[Brand]:
    """Scope `manage_brands`."""
    new = NewBrand(brand.name, brand.timezone, brand.currency, brand.language)
    return Status(201, actions.create_brand(access_of(request), new))


@router.get("/brands/{uuid:brand}", response=BrandOut, tags=["brands"], summary="Read a brand")
def read_brand(request: HttpRequest, brand: BrandId) -> Brand:
    """Scope `read`."""
    return queries.brand(access_of(request), brand)


@router.patch("/brands/{uuid:brand}", response=BrandOut, tags=["brands"], summary="Change a brand")
def change_brand(request: HttpRequest, brand: BrandId, change: BrandChange) -> Brand:
    """Scope `manage_brands`. Only what is sent changes."""
    return actions.change_brand(
        access_of(request),
        brand,
        name=change.name,
        timezone=change.timezone,
        currency=change.currency,
        language=change.language,
    )


@router.delete("/brands/{uuid:brand}", response={204: None}, tags=["brands"], summary="Delete a brand")
def delete_brand(request: HttpRequest, brand: BrandId) -> Status[None]:
    """Scope `manage_brands`. Refused with 409 for the last one, or while accounts or posts hang on it."""
    actions.delete_brand(access_of(request), brand)
    return Status(204, None)


def _id(brand: Brand) -> UUID:
    return brand.id
