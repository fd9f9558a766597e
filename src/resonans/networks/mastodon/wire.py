"""Calls to a server: addresses, authorisation, pages, and refusals that have a meaning of their own."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

import httpx

from resonans.networks.contract import Session
from resonans.networks.errors import Gone, NetworkError, Problem, Reauthorize, Rejected, Retry
from resonans.networks.http import Http, decode
from resonans.networks.mastodon.shapes import Instance

type Params = Mapping[str, str | int | list[str]]

_DEAD = re.compile(r"authorized scopes|login is (currently )?(disabled|pending)", re.IGNORECASE)
_SOON_S = 15.0
_HOST = re.compile(r"^[\w.-]+(?::\d{1,5})?$|^\[[0-9a-f:]+\](?::\d{1,5})?$", re.IGNORECASE)


def base_address(typed: str) -> str:
    """The server's address from what a person typed: a name, an address, or a handle with its server.

    Raises Rejected.
    """
    text = typed.strip().rstrip("/")
    if "://" not in text:
        text = "https://" + text.rpartition("@")[2]
    try:
        parts = urlsplit(text)
        host = parts.netloc.rpartition("@")[2].lower()
        usable = parts.scheme in {"http", "https"} and bool(_HOST.match(host)) and bool(parts.hostname)
    except ValueError:
        usable, host = False, ""
    if not usable:
        raise Rejected(Problem("address_wrong", {}, "server"))
    return f"{parts.scheme}://{host}"


def bearer(session: Session) -> dict[str, str]:
    """The header that says who we are."""
    return {"Authorization": f"Bearer {session.credentials.values.get('access_token', '')}"}


def get(session: Session, path: str, params: Params | None = None) -> httpx.Response:
    """Read from the account's server."""
    return repeatable(session, "GET", path, params=params)


def repeatable(
    session: Session,
    method: str,
    path: str,
    *,
    params: Params | None = None,
    bucket: str = "",
    files: Mapping[str, object] | None = None,
    data: Mapping[str, str | list[str]] | None = None,
) -> httpx.Response:
    """A call that may be made again without harm."""
    try:
        return session.http.ask(
            method,
            session.server + path,
            params=params,
            headers=bearer(session),
            bucket=bucket,
            files=files,
            data=data,
        )
    except Rejected as error:
        raise meant(error) from None


def meant(error: Rejected) -> NetworkError:
    """A refusal that is really about the account: its scopes, or that it is closed."""
    if error.problem.code == "forbidden" and _DEAD.search(error.detail):
        return Reauthorize(error.detail)
    return error


class NotDescribed(Retry):
    """The server answers, but not as a server that speaks Mastodon's API."""


def instance(http: Http, server: str) -> Instance:
    """The server's description: the second version, or the first where it has no second.

    Some servers fail (500) at the second version. Raises NotDescribed where neither can be understood.
    """
    try:
        return _described(http, f"{server}/api/v2/instance")
    except Retry as error:
        if error.limited:
            raise
    return _described(http, f"{server}/api/v1/instance")


def _described(http: Http, address: str) -> Instance:
    try:
        answer = http.ask("GET", address)
    except (Gone, Reauthorize, Rejected) as error:
        if isinstance(error, Rejected) and error.problem.code.startswith("address_"):
            raise
        raise NotDescribed(_SOON_S, error.detail) from None
    try:
        return decode(answer, Instance)
    except Retry as error:
        raise NotDescribed(error.after_s, error.detail) from None


def streaming_address(told: Instance, server: str) -> str:
    """Where the server streams, as https (or http, for a server without TLS)."""
    given = told.configuration.urls.streaming or told.urls.streaming_api or server
    parts = urlsplit(given)
    scheme = {"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)
    return f"{scheme}://{parts.netloc}" if scheme in {"http", "https"} and parts.netloc else server


def next_page(response: httpx.Response) -> str:
    """The `max_id` of the next page by the Link header; "" at the end."""
    link = response.links.get("next", {}).get("url", "")
    found = parse_qs(urlsplit(link).query).get("max_id", [""])
    return found[0]


def server_time(response: httpx.Response) -> datetime | None:
    """The server's own time of an answer, to the second."""
    try:
        at = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
