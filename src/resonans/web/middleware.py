"""The person's language, errors in words, and pages that travel small."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from resonans.core.errors import Conflict, Invalid, NotAllowed, NotFound, ResonansError
from resonans.web.request import SignInFirst, is_fragment

_STATUS: dict[type[ResonansError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Conflict: HTTPStatus.CONFLICT,
}
_SMALL_WHEN_PRESSED = (
    "text/",
    "application/json",
    "text/javascript",
    "application/javascript",
    "image/svg+xml",
)


class Compress(GZipMiddleware):
    """Presses what gets smaller by it: pages, styles, scripts, drawings; never pictures or fonts."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave anything but text, and streams of events, as they are."""
        kind = response.get("Content-Type", "")
        if not kind.startswith(_SMALL_WHEN_PRESSED) or kind.startswith("text/event-stream"):
            return response
        return super().process_response(request, response)


class Language:
    """Speaks the language that the signed-in person has chosen; else the browser's, as found before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Runs after the session's user is known. The zone of a page never leaks into the next request."""
        chosen = getattr(request.user, "language", "") if request.user.is_authenticated else ""
        if chosen and translation.check_for_language(chosen):
            translation.activate(chosen)
        timezone.deactivate()
        response = self.get_response(request)
        if "Content-Language" not in response:
            response["Content-Language"] = translation.get_language() or "en"
        return response


class Errors:
    """Answers the errors of actions and queries in words, as a page or as a part of one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pages differ for htmx, so caches must tell them apart."""
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for what a person can understand; everything else goes on to the 500 page."""
        if isinstance(error, SignInFirst):
            return _sign_in(request)
        if not isinstance(error, ResonansError) or request.path.startswith("/api/"):
            return None
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), None)
        if status is None:
            return None
        template = "errors/part.html" if is_fragment(request) else f"errors/{status.value}.html"
        fields = error.fields if isinstance(error, Invalid) else {}
        words = {"message": error.message, "fields": fields, "status": status.value}
        return render(request, template, words, status=status)


def _sign_in(request: HttpRequest) -> HttpResponse:
    target = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
    if is_fragment(request):
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["HX-Redirect"] = (
            f"{reverse('account_login')}?{urlencode({'next': request.headers.get('HX-Current-URL', '/')})}"
        )
        return response
    return HttpResponseRedirect(target)
