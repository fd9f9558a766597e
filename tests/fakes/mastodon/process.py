"""Starts the server as a process of its own, and holds its switches."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx


@dataclass(frozen=True)
class MastodonServer:
    """A running server."""

    base: str
    calls_path: Path
    client: httpx.Client

    def switch(self, name: str, **given: Any) -> Any:
        """Use a switch of the control address; see `tests.fakes.mastodon.misbehaving`."""
        answer = self.client.post(f"{self.base}/control/{name}", json=given)
        answer.raise_for_status()
        return answer.json()

    def fault(self, kind: str, *, times: int = 1, path: str = "", method: str = "") -> None:
        """Let the next calls misbehave."""
        self.switch("faults", kind=kind, times=times, path=path, method=method)

    def set_clock(self, at: datetime | None) -> None:
        """Let the server's clock stand at a time, or run."""
        self.switch("clock", at=at.isoformat() if at else None)

    def truth(self, account: str) -> dict[str, Any]:
        """What the server holds of an account: `posts`, `calls` and `streams`."""
        told: dict[str, Any] = self.switch("truth", account=account)
        return told

    def calls(self) -> list[dict[str, Any]]:
        """The server's own log of calls, in order."""
        if not self.calls_path.exists():
            return []
        return [json.loads(line) for line in self.calls_path.read_text().splitlines()]

    def token(self, username: str, return_to: str, scopes: str = "read write") -> str:
        """Sign a person in, as a program of theirs would."""
        form = {"client_name": "phone", "redirect_uris": return_to, "scopes": scopes}
        app = self.client.post(f"{self.base}/api/v1/apps", data=form).json()
        asked = {"client_id": app["client_id"], "redirect_uri": return_to, "scope": scopes}
        code = self.agree(f"{self.base}/oauth/authorize", username, asked)["code"]
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": app["client_id"],
            "client_secret": app["client_secret"],
            "redirect_uri": return_to,
        }
        return str(self.client.post(f"{self.base}/oauth/token", data=form).json()["access_token"])

    def agree(
        self, address: str, username: str, asked: dict[str, str] | None = None, *, answer: str = "allow"
    ) -> dict[str, str]:
        """Answer the page on which a person agrees; what our callback would get."""
        page = self.client.get(address, params=asked) if asked else self.client.get(address)
        page.raise_for_status()
        form = {**dict(page.url.params), "username": username, "answer": answer}
        sent = self.client.post(f"{self.base}/oauth/authorize", data=form, follow_redirects=False)
        return dict(httpx.URL(sent.headers["location"]).params)


@contextmanager
def start(folder: Path) -> Iterator[MastodonServer]:
    """A server until the block ends."""
    calls = folder / "mastodon-calls.jsonl"
    command = [sys.executable, "-m", "tests.fakes.mastodon", "--calls", str(calls)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or not (base := process.stdout.readline().strip()):
                raise RuntimeError("the Mastodon server did not start")
            with httpx.Client(timeout=10, trust_env=False, verify=False) as client:
                yield MastodonServer(base, calls, client)
        finally:
            process.kill()
