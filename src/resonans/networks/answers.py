"""What an answer, or its absence, means: the one table from HTTP to `networks.errors`.

`once` says of a call that it must not be repeated blindly: then a lost answer and a failing server mean
OutcomeUnknown, while for every other call they mean Retry.
"""

import re
from collections.abc import Iterable, Mapping

import httpx
import msgspec

from resonans.core import typed
from resonans.networks import rates
from resonans.networks.errors import (
    Gone,
    NetworkError,
    OutcomeUnknown,
    Problem,
    Reauthorize,
    Rejected,
    Retry,
)

BACK_OFF_S = 60.0
"""How long to wait after a 429 that does not say."""
SOON_S = 15.0
"""How long to wait after a call that did not come through."""
ONCE = "resonans.once"
"""The request extension that marks a call which must not be repeated blindly."""
SECRETS = "resonans.secrets"
"""The request extension that holds what must not be seen in the words of an answer."""

_NOTHING_WAS_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
_WORDS = ("error_description", "message", "detail", "error", "title")
_SPACE = re.compile(r"\s+")


def error_of(error: Exception, *, once: bool) -> NetworkError:
    """The error to raise for one that httpx raised; an error of ours is returned as it is."""
    if isinstance(error, NetworkError):
        return error
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Rejected(Problem("address_wrong"))
    kind = type(error).__name__
    if isinstance(error, _NOTHING_WAS_SENT):
        return Retry(SOON_S, f"Not connected ({kind}).")
    if once:
        return OutcomeUnknown(f"The answer was lost ({kind}).")
    return Retry(SOON_S, f"The answer was lost ({kind}).")


def raise_for(response: httpx.Response, *, once: bool) -> None:
    """Raise what a status other than 2xx means. The body must have been read."""
    status = response.status_code
    if 200 <= status < 300:
        return
    words = _words(response)
    if status >= 500:
        raise _failing(response, words, once=once)
    match status:
        case 401:
            raise Reauthorize(words)
        case 404 | 410:
            raise Gone(words)
        case 408 | 425:
            raise Retry(rates.retry_after_s(response.headers) or SOON_S, words)
        case 429:
            raise Retry(limit_wait_s(response.headers), words, limited=True)
        case _:
            raise Rejected(_refusal(response), words)


def limit_wait_s(headers: httpx.Headers) -> float:
    """How long to stay away after a 429: as it says, else as its rate headers say, else a minute."""
    asked = rates.retry_after_s(headers)
    if asked is not None:
        return asked
    left = rates.remaining(headers)
    return left[1] if left is not None and left[1] > 0 else BACK_OFF_S


def decode[T](response: httpx.Response, shape: type[T]) -> T:
    """The JSON body as a value of `shape` (a msgspec Struct, or a type of plain values).

    Raises Retry where the body is something else; OutcomeUnknown where the call was made by `once`.
    """
    try:
        return typed.from_json(response.content, shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise nonsense(response, str(error)) from None


def nonsense(response: httpx.Response, why: str) -> NetworkError:
    """The error for an answer that cannot be understood."""
    detail = f"The answer ({response.status_code}) could not be understood: {why}"
    if response.request.extensions.get(ONCE):
        return OutcomeUnknown(detail)
    return Retry(SOON_S, detail)


def secrets_in(*sent: object) -> tuple[str, ...]:
    """The values of a request's headers, form or JSON that are secret by their name."""
    found: list[str] = []
    for part in sent:
        if isinstance(part, Mapping):
            for key, value in part.items():
                name = str(key).lower()
                if isinstance(value, str) and _is_secret(name) and len(value) >= 4:
                    found.append(value.rpartition(" ")[2] if name == "authorization" else value)
    return tuple(found)


def _is_secret(name: str) -> bool:
    return name == "code" or any(
        part in name for part in ("authorization", "token", "secret", "password", "verifier", "jwt")
    )


def _failing(response: httpx.Response, words: str, *, once: bool) -> NetworkError:
    detail = words or f"The server failed ({response.status_code})."
    if once:
        return OutcomeUnknown(detail)
    return Retry(rates.retry_after_s(response.headers) or SOON_S, detail)


def _refusal(response: httpx.Response) -> Problem:
    status = response.status_code
    if status < 400:
        return Problem("moved")
    if status == 403:
        return Problem("forbidden")
    if status == 413:
        return Problem("too_large")
    return Problem("refused", {"status": status})


def _words(response: httpx.Response) -> str:
    """The network's own words in a JSON body, without the request's secrets; "" where there are none."""
    try:
        body = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    text = _SPACE.sub(" ", _first_words(body)).strip()
    secrets: Iterable[str] = response.request.extensions.get(SECRETS, ())
    for secret in secrets:
        text = text.replace(secret, "…")
    return text


def _first_words(body: object) -> str:
    if isinstance(body, str):
        return body
    if isinstance(body, list):
        return _first_words(body[0]) if body else ""
    if isinstance(body, dict):
        for name in _WORDS:
            if body.get(name):
                return _first_words(body[name])
        return _first_words(body["errors"]) if body.get("errors") else ""
    return ""
