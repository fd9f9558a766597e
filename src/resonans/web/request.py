"""What a page needs to know of the request before it asks anything."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from resonans.core import access as core_access
from resonans.core import queries
from resonans.core.types import Access, Brand, Workspace

_PLACE = "resonans.place"


class SignInFirst(Exception):
    """Nobody is signed in: the middleware leads to the sign-in page and back."""


@dataclass(frozen=True, slots=True)
class Place:
    """The workspace that a page is in."""

    access: Access
    workspace: Workspace
    brands: tuple[Brand, ...]
    brand: Brand | None
    """The brand that the address asks for (`?brand=`), else the first; None before there is one."""


def user_id(request: HttpRequest) -> UUID:
    """Who is signed in. Raises SignInFirst."""
    if not request.user.is_authenticated:
        raise SignInFirst
    return request.user.pk


def access(request: HttpRequest, slug: str) -> Access:
    """Who asks, for the workspace in the address. Also sets the brand's zone for all times on the page.

    Raises SignInFirst without a session; NotFound for a stranger.
    """
    return place(request, slug).access


def place(request: HttpRequest, slug: str) -> Place:
    """As `access`, with the workspace and its brands."""
    known: Place | None = request.META.get(_PLACE)
    if known is not None and known.workspace.slug == slug:
        return known
    found = core_access.for_member(user_id(request), slug)
    brands = queries.brands(found)
    asked = request.GET.get("brand", "")
    brand = next((each for each in brands if str(each.id) == asked), brands[0] if brands else None)
    here = Place(access=found, workspace=queries.workspace(found), brands=brands, brand=brand)
    if brand is not None:
        timezone.activate(brand.timezone)
    request.META[_PLACE] = here
    return here


def known_place(request: HttpRequest) -> Place | None:
    """The place that `place` found earlier in this request, if any."""
    found: Place | None = request.META.get(_PLACE)
    return found


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def see_other(request: HttpRequest, url: str, *, toast: str = "", undo: str = "") -> HttpResponse:
    """Go and see `url` after something was done; `toast` is said there, with Undo if `undo` is an address.

    Asked by htmx, the browser loads the whole page at `url`.
    """
    if toast:
        messages.success(request, toast, extra_tags=undo)
    if is_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url, status=303)


def back(request: HttpRequest, fallback: str) -> str:
    """The page that a form came from (`next` in the form), if it is one of ours."""
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}) and urlsplit(asked).path.startswith("/"):
        return asked
    return fallback
