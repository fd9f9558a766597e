"""Errors as problem details (RFC 9457): one shape for everything that is not an answer."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from resonans.core.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    ResonansError,
    TooMany,
)
from resonans.core.settings import settings
from resonans.core.words import _
from resonans.networks.types import NetworkUnavailable
from resonans.publishing.types import SkippedTime, StorageFull

log = structlog.get_logger()

STATUS: Mapping[type[ResonansError], HTTPStatus] = {
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Conflict: HTTPStatus.CONFLICT,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    NetworkUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageFull: HTTPStatus.INSUFFICIENT_STORAGE,
}
_RUNNING_AGAIN_S = 1.0


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    fields: Mapping[str, str] | None = None,
    retry_after_s: float | None = None,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """An answer of type application/problem+json. `code` is stable, `detail` is for people."""
    body: dict[str, object] = {
        "type": f"{settings().base_url}/api/v1/docs#problem-{code}",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": detail,
        **(more or {}),
    }
    if fields:
        body["errors"] = [{"field": field, "detail": words} for field, words in fields.items()]
    response = JsonResponse(body, status=status.value, content_type="application/problem+json")
    if retry_after_s is not None:
        response["Retry-After"] = str(max(1, math.ceil(retry_after_s)))
    if status is HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="resonans"'
    return response


def of(request: HttpRequest, error: Any) -> HttpResponse:
    """The problem that an exception means. Faults of disk and database go on, to the site's own words."""
    match error:
        case ResonansError():
            response = of_ours(error)
        case ValidationError():
            response = of_validation(error)
        case AuthenticationError():
            response = unauthorized()
        case HttpError(__cause__=ResonansError() as cause):
            response = of_ours(cause)
        case HttpError():
            words = _("The request could not be read as JSON.")
            response = problem(HTTPStatus(error.status_code), "unreadable", words)
        case Http404():
            response = nowhere(request)
        case RequestDataTooBig():
            response = too_big()
        case OSError() | OperationalError():
            raise error
        case _:
            log.error("api failed", method=request.method, exc_info=error)
            words = _("Something went wrong on our side. The log of the server says what.")
            response = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", words)
    return response


def of_ours(error: ResonansError) -> HttpResponse:
    """What an action or query refused, in its own words."""
    status = next(
        (status for kind, status in STATUS.items() if isinstance(error, kind)),
        HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("api failed", code=error.code, exc_info=error)
    more: dict[str, object] = {}
    if isinstance(error, SkippedTime):
        more["next_valid"] = {
            "local": error.next_valid.local.isoformat(timespec="minutes"),
            "zone": error.next_valid.zone,
        }
    return problem(
        status,
        error.code,
        error.message,
        fields=error.fields if isinstance(error, Invalid) else None,
        retry_after_s=_again_in_s(error),
        more=more,
    )


def _again_in_s(error: ResonansError) -> float | None:
    if isinstance(error, TooMany | NetworkUnavailable):
        return error.after_s
    return _RUNNING_AGAIN_S if error.code == "idempotency_key_running" else None


def of_validation(error: ValidationError) -> HttpResponse:
    """What does not have the shape that the operation asks for."""
    fields: dict[str, str] = {}
    for each in error.errors:
        place = [str(part) for part in each.get("loc", ())]
        # The first part names body, query or path; for a body the second is the parameter's own name.
        depth = 2 if place[:1] == ["body"] and len(place) > 2 else 1
        fields.setdefault(".".join(place[depth:]) or ".".join(place), str(each.get("msg", "")))
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "malformed",
        _("Some of what was sent does not have the shape that this operation asks for."),
        fields=fields,
    )


def unauthorized() -> HttpResponse:
    """No token was sent."""
    return problem(
        HTTPStatus.UNAUTHORIZED,
        NotSignedIn.code,
        _("Send a token: “Authorization: Bearer rsn_…”. An owner makes one in the settings."),
    )


def nowhere(_request: HttpRequest) -> HttpResponse:
    """Every address below /api/v1/ that is none."""
    return problem(
        HTTPStatus.NOT_FOUND, NotFound.code, _("There is no such address. They are listed at /api/v1/docs.")
    )


def not_allowed(allowed: str) -> HttpResponse:
    """The address is there, the method is not."""
    response = problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        _("This address takes %(methods)s.") % {"methods": allowed},
    )
    response["Allow"] = allowed
    return response


def too_big() -> HttpResponse:
    """A body beyond what is read into memory."""
    return problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too_big",
        _("The body is too large. Files go to /api/v1/media as multipart/form-data."),
    )
