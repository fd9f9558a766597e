"""Logs: structured, as JSON or for a console, and never with a secret or a message's text.

Three nets, since every room and every library logs. Values under keys that hold secrets or people's words are
dropped. Texts are cleaned of whatever looks like a credential. Of an exception its type and its frames are
kept, while its message is kept only where it comes from the machine and not from data.
"""

import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog
from django.db import OperationalError
from structlog.types import EventDict, Processor, WrappedLogger

DROPPED = "[not logged]"
# Parts of a key, between underscores.
_PRIVATE = frozenset(
    {
        "password",
        "passwd",
        "secret",
        "token",
        "tokens",
        "key",
        "keys",
        "authorization",
        "cookie",
        "cookies",
        "credential",
        "credentials",
        "session",
        "nonce",
        "signature",
        "otp",
        "text",
        "texts",
        "body",
        "content",
        "contents",
        "caption",
        "alt",
        "message",
        "messages",
        "title",
        "name",
        "names",
        "email",
        "mail",
        "handle",
        "query",
        "html",
        "comment",
        "reply",
        "words",
        "request",
        "response",
        "data",
        "form",
        "payload",
    }
)
_SPEAKING = (OSError, OperationalError, ImportError)
_IN_ADDRESS = re.compile(r"(?P<before>[?&][\w.-]*=)[^&\s\"'<>]+")
_USERINFO = re.compile(r"(?<=://)[^/@\s]+(?=@)")
_CREDENTIAL = re.compile(
    r"\b(?:Bearer|Basic|DPoP)\s+[\w.~+/=-]+|\brsn_[\w-]+|\bgAAAA[\w=-]{20,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+"
)
_LONG = 300


def clean(text: str) -> str:
    """The text without credentials, without the values in addresses, and cut to 300 characters."""
    text = _USERINFO.sub(DROPPED, text)
    text = _IN_ADDRESS.sub(rf"\g<before>{DROPPED}", text)
    text = _CREDENTIAL.sub(DROPPED, text)
    return text if len(text) <= _LONG else text[:_LONG] + "…"


def drop_private(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what keys call private, at any depth, and clean what is left."""
    return {key: _value(key, value) for key, value in event.items()}


def _value(key: str, value: object) -> object:
    if _is_private(key) and not isinstance(value, bool | int | float | None):
        return DROPPED
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, MutableMapping):
        return {str(inner): _value(str(inner), each) for inner, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_value("", each) for each in value]
    if isinstance(value, bool | int | float | None):
        return value
    return clean(str(value))


def _is_private(key: str) -> bool:
    return key not in {"event", "logger"} and not _PRIVATE.isdisjoint(re.split(r"[^a-z]+", key.lower()))


def tell_exceptions(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the chain of types and frames."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = _chain(error)
    return event


def _chain(error: BaseException) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    seen: BaseException | None = error
    while seen is not None and len(told) < 5:
        frames = traceback.extract_tb(seen.__traceback__)
        entry: dict[str, object] = {
            "type": f"{type(seen).__module__}.{type(seen).__qualname__}",
            "frames": [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames[-12:]],
        }
        if isinstance(seen, _SPEAKING):
            entry["why"] = clean(str(seen))
        told.append(entry)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return told


def _forget_arguments(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Let go of the standard library's record, whose arguments may be whole requests."""
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event


def configure(level: str, form: Literal["json", "console"]) -> dict[str, Any]:
    """Arrange structlog, and return what `logging.config.dictConfig` needs for the standard library.

    Everything goes to standard error, so that commands can print their results on standard output.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_exceptions,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [_forget_arguments, drop_private, last],
        "foreign_pre_chain": shared,
    }
    # httpx tells each address it calls, asyncio and allauth little that helps.
    quiet = {name: {"level": "WARNING"} for name in ("httpx", "httpcore", "asyncio", "PIL", "allauth")}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "structured",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            **quiet,
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
        },
    }


def form() -> Literal["json", "console"]:
    """For a console where a person looks on, else JSON."""
    return "console" if sys.stderr.isatty() else "json"
