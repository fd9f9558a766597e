"""What a person is told when the store itself fails: a full disk, a locked or absent database."""

import errno
from collections.abc import Callable

import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import escape

from resonans.core.words import _

log = structlog.get_logger()
AGAIN_AFTER_S = 10


class StoreFaults:
    """Answers 507 when the disk is full and 503 when the database cannot be reached, in words.

    Nothing is half saved then: what changes together is in one transaction.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer, if the fault is the store's; None leaves it to Django."""
        fault = sentence(error)
        if fault is None:
            return None
        status, words = fault
        log.error("store failed", path=request.path, status=status, exc_info=error)
        if request.path.startswith("/api/"):
            problem = {"type": "about:blank", "title": words, "status": status}
            response: HttpResponse = JsonResponse(
                problem, status=status, content_type="application/problem+json"
            )
        else:
            response = HttpResponse(_page(words), status=status)
        response["Retry-After"] = str(AGAIN_AFTER_S)
        response["Cache-Control"] = "no-store"
        return response


def is_full_disk(error: BaseException) -> bool:
    """Whether there is no room left where the data lie, as the system, SQLite or PostgreSQL says it."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return True
    words = str(error).lower()
    return isinstance(error, OperationalError) and ("disk is full" in words or "no space left" in words)


def sentence(error: BaseException) -> tuple[int, str] | None:
    """Status and words for a fault of the store; None for any other error."""
    if is_full_disk(error):
        return 507, _(
            "The disk is full, so this was not saved. What was saved before is safe. "
            "Make room on the disk of the data folder, then try again."
        )
    if not isinstance(error, OperationalError):
        return None
    if "locked" in str(error).lower():
        return 503, _("The database is busy, so this was not saved. Try again in a moment.")
    return 503, _(
        "The database cannot be reached, so this was not saved. "
        "Run “resonans doctor” on the server to see why, then try again."
    )


def _page(words: str) -> str:
    title = escape(_("Not saved"))
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>{title}</h1><p>{escape(words)}</p></main></body></html>"
    )
