"""Media: upload, read, describe, delete."""

from datetime import datetime
from typing import Annotated, BinaryIO, cast
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from resonans.api.paging import Cursor, Limit, PageOut, page
from resonans.api.request import Input, access_of
from resonans.publishing import actions, queries
from resonans.publishing.types import MediaItem

router = Router(tags=["media"])


class MediaOut(Schema):
    """An uploaded image or video, turned upright and cleaned of its location."""

    id: UUID
    name: str
    kind: str
    mime: str
    bytes: int
    sha256: str
    width: int | None
    height: int | None
    duration_s: float | None
    alt: str
    created_at: datetime


class MediaChange(Input):
    """What can be changed without another file."""

    alt: str = Field(max_length=5000, description="What it shows, for people who cannot see it.")


@router.get("/media", response=PageOut[MediaOut], summary="List media")
def list_media(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, object]:
    """Scope `read`. The newest first."""
    return page(queries.media_list(access_of(request), cursor=cursor, limit=limit))


@router.post("/media", response={201: MediaOut}, summary="Upload a file")
def upload_media(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    alt: Annotated[str, Form(max_length=5000)] = "",
) -> Status[MediaItem]:
    """Scope `draft`. As multipart/form-data; the file is judged by what it is, not by its name."""
    return Status(
        201, actions.upload_media(access_of(request), cast("BinaryIO", file), file.name or "", alt=alt)
    )


@router.get("/media/{uuid:media}", response=MediaOut, summary="Read what is known of a file")
def read_media(request: HttpRequest, media: UUID) -> MediaItem:
    """Scope `read`."""
    return queries.media(access_of(request), media)


@router.get(
    "/media/{uuid:media}/file",
    summary="Read the file itself",
    openapi_extra={
        "responses": {200: {"description": "The file", "content": {"application/octet-stream": {}}}}
    },
)
def read_file(request: HttpRequest, media: UUID) -> FileResponse:
    """Scope `read`."""
    opened = queries.open_media(access_of(request), media)
    response = FileResponse(opened.path.open("rb"), content_type=opened.mime, filename=opened.name)
    response["ETag"] = f'"{opened.etag}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@router.patch("/media/{uuid:media}", response=MediaOut, summary="Describe a file")
def describe_media(request: HttpRequest, media: UUID, change: MediaChange) -> MediaItem:
    """Scope `draft`."""
    return actions.describe_media(access_of(request), media, change.alt)


@router.delete("/media/{uuid:media}", response={204: None}, summary="Delete a file")
def delete_media(request: HttpRequest, media: UUID) -> Status[None]:
    """Scope `draft`. Refused with 409 while a post uses it."""
    actions.delete_media(access_of(request), media)
    return Status(204, None)
