"""How the demo and tests tell the simulated network to misbehave, or to deliver as other networks do."""

from pathlib import Path

import httpx

from resonans.networks.sandbox.transport import HOST, SandboxTransport

type Plain = int | float | str | bool | None


class Control:
    """Gives orders over the network's control address."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        self._url = url
        self._transport = transport

    @classmethod
    def inside(cls, store: Path | None = None) -> "Control":
        """Of the network inside this process."""
        return cls(f"http://{HOST}", SandboxTransport(store))

    @classmethod
    def at(cls, url: str) -> "Control":
        """Of a network in another process."""
        return cls(url)

    def order(
        self,
        kind: str,
        *,
        verb: str = "",
        account: str = "",
        times: int = 1,
        seconds: float = 0.0,
        status: int = 0,
        text: str = "",
    ) -> None:
        """Let the next `times` calls of `verb` ("" any) by the handle `account` ("" any) misbehave."""
        meant: dict[str, Plain] = {"kind": kind, "verb": verb, "account": account, "times": times}
        self._tell("POST", "orders", meant | {"seconds": seconds, "status": status, "text": text})

    def forget(self) -> None:
        """Drop all open orders."""
        self._tell("DELETE", "orders", {})

    def style(self, account: str, **style: Plain) -> None:
        """Deliver the account's posts in a `rules.Style` from now on."""
        self._tell("POST", "style", {"account": account, **style})

    def purge(self, account: str, share: float) -> None:
        """Remove this share (0 to 1) of the account's reactions so far."""
        self._tell("POST", "purge", {"account": account, "share": share})

    def act(self, account: str, act: str, *, post: str = "", text: str = "") -> None:
        """Let some person act now: like, comment, share (a post of the account), follow or mention it."""
        self._tell("POST", "act", {"account": account, "act": act, "post": post, "text": text})

    def _tell(self, method: str, what: str, values: dict[str, Plain]) -> None:
        with httpx.Client(transport=self._transport, trust_env=False) as client:
            client.request(method, f"{self._url}/control/{what}", json=values).raise_for_status()
