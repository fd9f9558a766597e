"""Sessions with an app password: begun once, then renewed and never begun anew."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
from atproto_core.exceptions import AtProtocolError

from resonans.core import clock, typed
from resonans.networks.bluesky import views, wire
from resonans.networks.contract import Connected, Credentials, Profile, Session
from resonans.networks.errors import Gone, NetworkError, Problem, Reauthorize, Rejected, Retry
from resonans.networks.http import Http, decode

ENTRY = "https://bsky.social"
DIRECTORY = "https://plc.directory"
LASTS = timedelta(hours=1)
"""How long a token is trusted that does not say when it ends. The reference server gives 120 minutes."""
_WHOLE_ACCOUNT = "com.atproto.access"
"""The scope of a session that was begun with the account's own password."""


class _Service(msgspec.Struct):
    id: str = ""
    serviceEndpoint: str | dict[str, Any] = ""  # noqa: N815  (the document's own name)


class _Document(msgspec.Struct):
    service: list[_Service] = []


def begin(http: Http, form: Mapping[str, str], entry: str, directory: str) -> Connected:
    """Sign in and find the account's own server.

    Raises Rejected for a wrong handle or password, and for the account's own password: with that resonans
    could delete the account, so it is never kept.
    """
    handle = _handle(form["handle"])
    server = _address(form.get("server", "")) or _found(http, handle, entry, directory)
    with wire.understood():
        answer = _created(http, server, handle, form["app_password"])
        if _claims(str(answer.access_jwt)).get("scope") == _WHOLE_ACCOUNT:
            raise Rejected(Problem("app_password_needed", where="app_password"))
        did, own = str(answer.did), _own_server(answer.did_doc) or server
        credentials = _credentials(answer)
        shown = _profile(http, own, did, str(answer.handle), credentials)
    return Connected(profile=shown, credentials=credentials, server=own)


def refresh(session: Session) -> Credentials:
    """New tokens for the refresh token. Asked again soon, the server gives the same answer."""
    token = session.credentials.values["refresh"]
    with wire.understood():
        client = wire.client(session.http, session.server, token=token)
        new = _credentials(client.com.atproto.server.refresh_session())
    return replace(new, values={**new.values, "refresh": new.values["refresh"] or token})


def _created(http: Http, server: str, handle: str, password: str) -> Any:
    """`createSession`: 30 in five minutes and 300 a day for each account, so only on a person's wish."""
    try:
        return wire.client(http, server).com.atproto.server.create_session(
            {"identifier": handle, "password": password}
        )
    except Reauthorize as error:
        raise Rejected(Problem("sign_in_wrong", where="app_password"), error.detail) from error


def _credentials(answer: Any) -> Credentials:
    access = str(answer.access_jwt)
    ends = _claims(access).get("exp")
    now = clock.now()
    expires_at = datetime.fromtimestamp(ends, UTC) if isinstance(ends, int) else now + LASTS
    return Credentials({"access": access, "refresh": str(answer.refresh_jwt)}, expires_at)


def _claims(token: str) -> dict[str, object]:
    """What a JSON web token says of itself, unchecked; nothing where it is no such token."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        said = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _profile(http: Http, server: str, did: str, handle: str, credentials: Credentials) -> Profile:
    """The public profile; only what the session told where the server has no AppView that answers."""
    client = wire.client(http, server, token=credentials.values["access"])
    try:
        return views.profile(client.app.bsky.actor.get_profile({"actor": did}))
    except (NetworkError, AtProtocolError):
        return Profile(id=did, handle=handle, name="", url=f"https://bsky.app/profile/{handle}")


def _handle(text: str) -> str:
    """A handle as people paste it: with @, with capitals, or as the profile's address."""
    bare = text.strip().removeprefix("https://bsky.app/profile/").strip("/").removeprefix("@")
    return bare if "@" in bare else bare.lower()


def _address(text: str) -> str:
    """A server's base address; Rejected for what is none."""
    bare = text.strip()
    if not bare:
        return ""
    parts = urlsplit(bare if "://" in bare else f"https://{bare}")
    known = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not known or parts.path.rstrip("/") not in {"", "/xrpc"} or parts.query or parts.fragment:
        raise Rejected(Problem("address_wrong", where="server"))
    return f"{parts.scheme}://{parts.netloc}"


def _found(http: Http, handle: str, entry: str, directory: str) -> str:
    """The server that the handle's account lives on; the entry where that cannot be found out."""
    if "@" in handle:
        return entry
    try:
        with wire.understood():
            found = wire.client(http, entry).com.atproto.identity.resolve_handle({"handle": handle})
            return _own_server(_document(http, str(found.did), directory)) or entry
    except (Gone, Rejected, Retry):
        return entry


def _document(http: Http, did: str, directory: str) -> _Document:
    method, _, rest = did.removeprefix("did:").partition(":")
    if method == "plc":
        return decode(http.ask("GET", f"{directory}/{did}"), _Document)
    if method == "web" and ":" not in rest:
        return decode(http.ask("GET", f"https://{rest}/.well-known/did.json"), _Document)
    return _Document()


def _own_server(document: object) -> str:
    """The server that an identity document names; "" where it names none."""
    known = document if isinstance(document, _Document) else _read(document)
    for service in known.service:
        if service.id.endswith("#atproto_pds") and isinstance(service.serviceEndpoint, str):
            return _address(service.serviceEndpoint)
    return ""


def _read(document: object) -> _Document:
    plain = document.to_dict() if hasattr(document, "to_dict") else document
    try:
        return typed.from_plain(plain, _Document)
    except msgspec.ValidationError:
        return _Document()
