"""Signing in: an app is registered on the person's server, the person agrees there, a token comes back."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from resonans.core import clock
from resonans.networks.contract import Connected, Credentials, FormField, Redirect, say
from resonans.networks.errors import Gone, Problem, Reauthorize, Rejected
from resonans.networks.http import Http, decode
from resonans.networks.mastodon import wire
from resonans.networks.mastodon.shapes import Account, App, Token
from resonans.networks.mastodon.telling import profile_of

APP_NAME = "resonans"
SCOPES = "read:accounts read:statuses read:notifications write:statuses write:media"

FORM = (
    FormField(
        name="server",
        label=say("Server"),
        help=say("The server your account is on, such as mastodon.social. Your handle will do as well."),
    ),
)


def begin(http: Http, form: Mapping[str, str], *, return_to: str, state: str) -> Redirect:
    """Register an app on the server, and send the person there. Raises Rejected for a wrong address."""
    server = wire.base_address(form.get("server", ""))
    try:
        told = wire.instance(http, server)
    except wire.NotDescribed as error:
        raise Rejected(Problem("not_this_network", {"server": server}, "server"), error.detail) from None
    try:
        answer = http.ask(
            "POST",
            f"{server}/api/v1/apps",
            data={"client_name": APP_NAME, "redirect_uris": return_to, "scopes": SCOPES},
        )
    except (Gone, Reauthorize) as error:
        raise Rejected(Problem("not_this_network", {"server": server}, "server"), error.detail) from None
    app = decode(answer, App)
    if not app.client_id:
        raise Rejected(Problem("not_this_network", {"server": server}, "server"))
    verifier = secrets.token_urlsafe(48)
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": return_to,
        "scope": SCOPES,
        "state": state,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    pending = {
        "server": server,
        "domain": told.domain or told.uri or urlsplit(server).netloc,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "return_to": return_to,
        "state": state,
        "verifier": verifier,
    }
    return Redirect(f"{server}/oauth/authorize?{urlencode(query)}", pending)


def finish(http: Http, pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
    """Exchange the code for a token, and ask whose it is."""
    if not query.get("code") or query.get("state", pending["state"]) != pending["state"]:
        raise Rejected(Problem("sign_in_declined"), query.get("error_description", ""))
    try:
        answer = http.ask(
            "POST",
            f"{pending['server']}/oauth/token",
            data={
                "grant_type": "authorization_code",
                "code": query["code"],
                "client_id": pending["client_id"],
                "client_secret": pending["client_secret"],
                "redirect_uri": pending["return_to"],
                "scope": SCOPES,
                "code_verifier": pending["verifier"],
            },
        )
    except (Rejected, Reauthorize) as error:
        raise Rejected(Problem("sign_in_declined"), error.detail) from None
    token = decode(answer, Token)
    values = {name: pending[name] for name in ("client_id", "client_secret", "domain")}
    ends = clock.now() + timedelta(seconds=token.expires_in) if token.expires_in else None
    credentials = Credentials({**values, "access_token": token.access_token}, ends)
    headers = {"Authorization": f"Bearer {token.access_token}"}
    who = http.ask("GET", f"{pending['server']}/api/v1/accounts/verify_credentials", headers=headers)
    profile = profile_of(decode(who, Account), pending["domain"])
    return Connected(profile, credentials, pending["server"])


def _challenge(verifier: str) -> str:
    """RFC 7636, section 4.2."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
