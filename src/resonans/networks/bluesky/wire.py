"""XRPC over our own client: the library's typed calls go out through `Http`, and come back as our errors.

The library (`atproto`) opens no connection itself, so that time-outs, budgets and the guard against private
addresses hold for it too. Importing this module imports the library: 70 MB and a second or two, so nothing
outside this package's verbs does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec
from atproto_client.client.raw import ClientRaw
from atproto_client.request import Response
from atproto_core.exceptions import AtProtocolError

from resonans.networks.answers import ONCE, SECRETS
from resonans.networks.contract import Session
from resonans.networks.errors import Gone, OutcomeUnknown, Problem, Reauthorize, Rejected, Retry
from resonans.networks.http import Http, error_of, raise_for

WRITES = "writes"
"""Bucket of the calls that change the repository.

A put costs 2 of 5,000 points an hour, a deletion 1: https://docs.bsky.app/docs/advanced-guides/rate-limits
"""
NONSENSE_S = 60.0

_DEAD = frozenset(
    {
        "AccountDeactivated",
        "AccountNotFound",
        "AccountSuspended",
        "AccountTakedown",
        "AuthenticationRequired",
        "AuthMissing",
        "ExpiredToken",
        "InvalidToken",
        "RepoDeactivated",
        "RepoSuspended",
        "RepoTakendown",
    }
)
_ABSENT = frozenset({"ActorNotFound", "NotFound", "RecordNotFound"})


class Refused(Rejected):
    """A refusal with its XRPC name, for the verb that knows what it means there."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(Problem("refused", {"status": 400}), detail)
        self.name = name


class FactorNeeded(Rejected):
    """The server wants a code from the account's e-mail: the password given was not an app password."""

    def __init__(self, detail: str) -> None:
        super().__init__(Problem("app_password_needed", where="app_password"), detail)


class Wire:
    """What the library takes for its request object."""

    def __init__(self, http: Http, token: str, *, once: bool = False) -> None:
        self._http = http
        self._token = token
        self._once = once

    def get(self, url: str, **kwargs: Any) -> Any:
        """Send a query; kwargs are httpx's."""
        return self._sent("GET", url, kwargs)

    def post(self, url: str, **kwargs: Any) -> Any:
        """Send a procedure; kwargs are httpx's."""
        return self._sent("POST", url, kwargs)

    def _sent(self, method: str, url: str, kwargs: dict[str, Any]) -> Any:
        headers = dict(kwargs.pop("headers", None) or {})
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        extensions = {ONCE: self._once, SECRETS: (self._token,) if self._token else ()}
        content = kwargs.pop("data", None) or kwargs.pop("content", None)
        try:
            response = self._http.client.request(
                method,
                url,
                params=_spelled(kwargs.get("params")),
                content=content,
                headers=headers,
                extensions=extensions,
                follow_redirects=False,
            )
        except Exception as error:
            raise error_of(error, once=self._once) from None
        _refuse(response, once=self._once)
        return Response(
            success=True,
            status_code=response.status_code,
            content=_body(response),
            headers=dict(response.headers),
        )


def client(http: Http, server: str, *, token: str = "", once: bool = False) -> Any:
    """The library's client for one server, which calls through `http` with `token`."""
    return ClientRaw(base_url=server, request=Wire(http, token, once=once))


def reading(session: Session) -> Any:
    """A client for calls that may be repeated."""
    return client(session.http, session.server, token=session.credentials.values["access"])


def writing(session: Session, cost: int) -> Any:
    """A client for calls that change the repository and may be repeated, charged with `cost` points."""
    http = session.http.charged(WRITES, cost)
    return client(http, session.server, token=session.credentials.values["access"])


def publishing(session: Session) -> Any:
    """A client for the one call that must not be repeated blindly."""
    http = session.http.charged(WRITES, 2)
    return client(http, session.server, token=session.credentials.values["access"], once=True)


@contextmanager
def understood(*, once: bool = False) -> Iterator[None]:
    """An answer of another shape than the lexicon's is nonsense: Retry, or OutcomeUnknown after `once`."""
    try:
        yield
    except AtProtocolError as error:
        detail = f"The answer could not be understood ({type(error).__name__})."
        raise (OutcomeUnknown(detail) if once else Retry(NONSENSE_S, detail)) from error


def _body(response: httpx.Response) -> object:
    if "application/json" not in response.headers.get("content-type", ""):
        return response.content
    try:
        return msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AtProtocolError(str(error)) from error


def _spelled(params: object) -> Any:
    """Query parameters as XRPC spells them: booleans in lower case, which httpx does, and no nulls."""
    if not isinstance(params, dict):
        return None
    return {name: value for name, value in params.items() if value is not None}


def _refuse(response: httpx.Response, *, once: bool) -> None:
    """Raise what an answer other than 2xx means, by its XRPC name where it has one."""
    if response.is_success:
        return
    name, message = _named(response)
    detail = message or name
    if name in _DEAD:
        raise Reauthorize(detail)
    if name in _ABSENT:
        raise Gone(detail)
    if name == "AuthFactorTokenRequired":
        raise FactorNeeded(detail)
    if response.status_code == 400 and name:
        raise Refused(name, detail)
    raise_for(response, once=once)


def _named(response: httpx.Response) -> tuple[str, str]:
    try:
        body = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "", ""
    if not isinstance(body, dict):
        return "", ""
    return str(body.get("error") or ""), str(body.get("message") or "")
