"""The way in: who asks, how often, which words are readable, and answers that are given once for a key."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.security import HttpBearer

from resonans.api import problems
from resonans.core import access as accesses
from resonans.core import budgets, idempotency
from resonans.core.errors import Invalid, ResonansError, TooMany
from resonans.core.types import Access
from resonans.core.words import _

CALLS = budgets.Rate(600, 60.0)
"""What one token may ask, refilled steadily."""
KEY_HEADER = "Idempotency-Key"
_ACCESS = "resonans.api.access"
_NOT_FINAL = frozenset({401, 403, 408, 425, 429})
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEPT_HEADERS = ("Content-Type", "Location", "Retry-After")


class Bearer(HttpBearer):
    """`Authorization: Bearer rsn_…`, nothing else: a session's cookie opens no door here."""

    def authenticate(self, request: HttpRequest, token: str) -> Access:
        """Raises NotSignedIn, and TooMany beyond 600 calls a minute."""
        known: Access | None = request.META.get(_ACCESS)
        if known is not None:
            return known
        access = accesses.for_token(token.strip())
        wait_s = budgets.for_account(access.actor, {"api": CALLS}).take("api")
        if wait_s:
            raise TooMany(
                _("This token asked more than %(count)d times a minute.") % {"count": CALLS.capacity},
                after_s=wait_s,
            )
        request.META[_ACCESS] = access
        return access


class ReadableParser(Parser):
    """JSON and query strings without what no database keeps: null characters and lone surrogates."""

    def parse_body(self, request: HttpRequest) -> dict[str, object]:
        """Raises ValueError for what is no JSON, Invalid for unreadable characters."""
        try:
            found = json.loads(request.body, parse_constant=_refuse_constant)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        _refuse_unreadable(found)
        return found  # type: ignore[no-any-return]  # the schema judges what it is

    def parse_querydict(
        self, data: "MultiValueDict[str, str]", list_fields: list[str], request: HttpRequest
    ) -> dict[str, object]:
        """As the framework does, for readable values."""
        for key in data:
            _refuse_unreadable(data.getlist(key))
        return super().parse_querydict(data, list_fields, request)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _refuse_unreadable(found: object) -> None:
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str) and ("\0" in each or any("\ud800" <= sign <= "\udfff" for sign in each)):
            raise Invalid(
                _("The text holds characters that nobody can read: null or half a surrogate pair."),
                code="unreadable_text",
            )
        if isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each


type View = Callable[..., HttpResponseBase]


def guarded(view: View) -> View:
    """Around every address: problems for what the framework answers itself."""

    @wraps(view)
    def guard(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except ResonansError as error:
            response = problems.of_ours(error)
        except (RequestDataTooBig, Http404) as error:
            response = problems.of(request, error)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = problems.not_allowed(response["Allow"])
        if "Cache-Control" not in response:
            patch_cache_control(response, no_store=True)
        return response

    guard.csrf_exempt = True  # type: ignore[attr-defined]  # Django's own mark; there is no cookie to forge
    return guard


def once(operation: View) -> View:
    """Around every operation: carry out a write once for its key. Without one, or for a read: as it comes."""

    @wraps(operation)
    def keyed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return _once(request, lambda: operation(request, *args, **kwargs))

    return keyed


def _once(request: HttpRequest, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    key = request.headers.get(KEY_HEADER)
    if key is None or request.method not in _WRITES:
        return run()
    access = Bearer()(request)
    if access is None:
        return problems.unauthorized()
    found = idempotency.begin(access, key, _fingerprint(request))
    if isinstance(found, idempotency.Kept):
        return _again(found)
    finished = False
    try:
        response = _run_and_keep(request, run, found)
        finished = response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        finished = finished and response.status_code not in _NOT_FINAL
    finally:
        if not finished:
            idempotency.drop(found)
    return response


def _run_and_keep(
    request: HttpRequest, run: Callable[[], HttpResponseBase], ticket: idempotency.Ticket
) -> HttpResponseBase:
    """Write and kept answer in one transaction, so that a death between them is impossible.

    Operations that speak to a network or keep a file hold no transaction meanwhile; should they die between,
    their own rules (one account once, one file by its hash) keep a repeat from doubling anything but a row.
    """
    if request.path.rstrip("/").endswith(_SLOW):
        response = run()
        _keep(ticket, response)
        return response
    with transaction.atomic():
        response = run()
        _keep(ticket, response)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            transaction.set_rollback(True)
    return response


_SLOW = ("/accounts", "/accounts/finish", "/check", "/media", "/file")
"""How the addresses of such operations end."""


def _keep(ticket: idempotency.Ticket, response: HttpResponseBase) -> None:
    is_final = response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    if is_final and response.status_code not in _NOT_FINAL and isinstance(response, HttpResponse):
        headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
        idempotency.keep(ticket, response.status_code, response.content, headers)


def _again(kept: idempotency.Kept) -> HttpResponse:
    response = HttpResponse(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replay"] = "true"
    return response


def _fingerprint(request: HttpRequest) -> bytes:
    """All that makes the write itself: method, address and body; files, which may be large, by hash."""
    head = f"{request.method} {request.get_full_path()}\n{request.content_type}\n".encode()
    if request.content_type != "multipart/form-data":
        return head + request.body
    said = json.dumps(sorted(request.POST.lists())).encode()
    files = []
    for field, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            digest = hashlib.sha256()
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
            files.append(f"{field} {upload.name} {digest.hexdigest()}".encode())
    return b"\n".join([head, said, *files])
