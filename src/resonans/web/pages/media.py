"""Pictures and videos: uploaded in the composer, shown only to members."""

from typing import BinaryIO, cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from resonans.core.errors import Invalid
from resonans.publishing import actions, queries
from resonans.publishing.types import StorageFull
from resonans.web import request as requests


def media(request: HttpRequest, slug: str, media: UUID) -> HttpResponseBase:
    """The file itself, after the permission check. It runs nothing, whatever it holds."""
    access = requests.access(request, slug)
    opened = queries.open_media(access, media)
    if request.headers.get("If-None-Match") == f'"{opened.etag}"':
        return HttpResponse(status=304)
    response = FileResponse(opened.path.open("rb"), content_type=opened.mime)
    response["Content-Length"] = str(opened.bytes)
    response["ETag"] = f'"{opened.etag}"'
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    response["Content-Disposition"] = content_disposition_header(False, opened.name) or "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Each file by itself: what is good is added, what is not says why."""
    access = requests.access(request, slug)
    items, problems = [], []
    for file in request.FILES.getlist("file"):
        try:
            items.append(actions.upload_media(access, cast(BinaryIO, file), file.name or ""))
        except (Invalid, StorageFull) as error:
            problems.append((file.name, error.message))
    return render(request, "parts/media_added.html", {"items": items, "problems": problems})
