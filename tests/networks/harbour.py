"""A network for tests of connected accounts. Its side lies in a folder, so that processes share it."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import httpx

from resonans.networks import contract
from resonans.networks.contract import (
    Absence,
    AbsenceKind,
    Connected,
    Credentials,
    Declaration,
    FormField,
    Limits,
    MediaRule,
    Profile,
    Redirect,
    Session,
    TextRule,
    Verb,
)
from resonans.networks.errors import NetworkError, NotSupported, Problem, Reauthorize, Rejected, Retry
from resonans.networks.http import Http

RENEWING = frozenset({Verb.PUBLISH, Verb.PROFILE, Verb.REFRESH})
_ABSENT = Absence(AbsenceKind.NEVER, "The harbour has only ships.")


@dataclass(frozen=True, slots=True)
class Tide:
    """What the network will answer."""

    refresh: str = "ok"
    """"ok", "dead", "down"."""
    profile: str = "ok"
    """"ok", "dead", "down", "busy"."""
    tokens: Mapping[str, str] | None = None
    """What a renewal gives; None: a new access token and an empty refresh token."""
    expires_at: str = ""
    limit: int = 500


class Harbour:
    """The connector; `folder` holds the tide and the log of calls."""

    def __init__(self, folder: Path, *, verbs: frozenset[Verb] = RENEWING, everywhere: bool = False) -> None:
        self.folder = folder
        self.declaration = Declaration(
            name="harbour",
            title="Harbour",
            short="Hb",
            verbs=verbs,
            absences=dict.fromkeys(frozenset(Verb) - verbs, _ABSENT),
            metrics={},
            account_metrics={},
            missing_metrics={},
            same_key_publishes_once=True,
            one_id_everywhere=everywhere,
        )

    def calls(self, verb: str = "") -> list[str]:
        """What was asked of the network, in order, by every process."""
        log = self.folder / "calls"
        lines = log.read_text().splitlines() if log.exists() else []
        return [line for line in lines if line.startswith(verb)]

    def turn(self, **changes: object) -> None:
        """Let the network answer otherwise from now on."""
        tide = replace(self._tide(), **changes)  # type: ignore[arg-type]  # each test names a field of Tide
        values = {name: getattr(tide, name) for name in Tide.__dataclass_fields__}
        (self.folder / "tide").write_text(json.dumps(values))

    def transports(self) -> Mapping[str, httpx.BaseTransport]:
        return {}

    def form(self) -> tuple[FormField, ...]:
        return (
            FormField("ship", "Ship"),
            FormField("key", "Key", secret=True),
            FormField("server", "Server", default="https://harbour.example", required=False),
        )

    def begin(
        self, http: Http, form: Mapping[str, str], *, return_to: str, state: str
    ) -> Connected | Redirect:
        self._note("begin")
        if form["key"] == "ask":
            return Redirect(
                f"{form['server']}/agree?state={state}&back={return_to}",
                {"ship": form["ship"], "code": "c-1"},
            )
        self._meet(form["key"])
        return self._connected(form["ship"], form["server"], form["key"])

    def finish(self, http: Http, pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
        self._note("finish")
        if query.get("code") != pending["code"]:
            raise Rejected(Problem("sign_in_declined"))
        return self._connected(pending["ship"], "https://harbour.example", "k-agreed")

    def refresh(self, session: Session) -> Credentials:
        self._note(f"refresh {session.credentials.values['refresh']}")
        tide = self._tide()
        self._meet(tide.refresh)
        tokens = tide.tokens or {"access": f"access-{len(self.calls('refresh'))}", "refresh": ""}
        ends = datetime.fromisoformat(tide.expires_at) if tide.expires_at else None
        return Credentials(tokens, ends)

    def limits(self, session: Session | None) -> Limits:
        limit = self._tide().limit if session is not None else 100
        media = MediaRule(images_maximum=1, image_types=("image/png",), image_bytes=1000)
        return Limits(TextRule(limit, "characters"), media, "https://harbour.example/", date(2026, 11, 1))

    def profile(self, session: Session) -> Profile:
        self._note(f"profile {session.credentials.values['access']}")
        self._meet(self._tide().profile)
        return Profile(session.remote_id, f"{session.remote_id}@new", "Ship", "https://harbour.example/s")

    def prepare(self, *_: object, **__: object) -> NoReturn:
        raise NotSupported

    publish = look = status = delete = posts = counts = thread = reactions = notifications = prepare

    def repeats_safely(self, session: Session, saved: contract.Saved) -> bool:
        return True

    def stream(self, session: Session) -> Iterator[contract.Happening]:
        raise NotSupported

    def _connected(self, ship: str, server: str, key: str) -> Connected:
        tide = self._tide()
        ends = datetime.fromisoformat(tide.expires_at).astimezone(UTC) if tide.expires_at else None
        credentials = Credentials({"access": "access-0", "refresh": f"refresh-{key}"}, ends)
        return Connected(Profile(ship, ship, ship.title(), "https://harbour.example/s"), credentials, server)

    def _meet(self, answer: str) -> None:
        trouble: dict[str, NetworkError] = {
            "dead": Reauthorize("The key was withdrawn."),
            "down": Retry(30.0, "Storm."),
            "busy": Retry(120.0, "Too many ships.", limited=True),
        }
        if answer in trouble:
            raise trouble[answer]

    def _tide(self) -> Tide:
        file = self.folder / "tide"
        return Tide(**json.loads(file.read_text())) if file.exists() else Tide()

    def _note(self, line: str) -> None:
        descriptor = os.open(self.folder / "calls", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a") as log:
            log.write(line + "\n")
