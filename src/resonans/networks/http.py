"""The one HTTP client: time-outs, retry-after, rate budgets, and no way into private networks.

The guarding is done by the client's transport, so that a library which is given `Http.client` is held to the
same rules. The verbs `ask` and `once` turn every failure into `networks.errors`.
"""

import atexit
import functools
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import httpcore
import httpx
from httpx_sse import ServerSentEvent, SSEError, connect_sse

from resonans.core.settings import settings
from resonans.networks.answers import ONCE, SECRETS, SOON_S, decode, error_of, raise_for, secrets_in
from resonans.networks.errors import NetworkError, Retry
from resonans.networks.gate import BUCKET, COST, ENDLESS, Gate
from resonans.networks.guard import GuardedBackend
from resonans.networks.rates import retry_after_s

__all__ = ["Budget", "Http", "decode", "error_of", "make", "outward", "raise_for", "retry_after_s"]

CONNECT_S = 5.0
POOL_S = 5.0
SILENCE_S = 90.0
"""How long a stream may be silent, its pings counted, before it is taken for dead."""
AGENT = "resonans"
_REDIRECTS_MAXIMUM = 5
_CONNECTIONS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=5.0)

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below it they write whole addresses and headers


class Budget(Protocol):
    """An account's allowance of calls, kept where every process sees it."""

    def take(self, bucket: str, cost: int = 1) -> float:
        """Spend `cost`; 0.0 if it was there, else the seconds to wait (and nothing is spent)."""

    def learn(self, bucket: str, *, remaining: int, reset_s: float) -> None:
        """Believe what the network's headers say of a bucket."""


@dataclass(frozen=True, slots=True)
class Http:
    """A client bound to one account's budget. Made by `make`."""

    client: httpx.Client
    budget: Budget | None = None
    first_byte: Callable[[], None] | None = None
    """Called when the first byte of a request leaves, for the measure of delay."""
    reopen: Callable[[str, int], "Http"] | None = field(default=None, repr=False)

    def ask(
        self,
        method: str,
        url: str,
        *,
        bucket: str = "",
        cost: int = 1,
        params: Mapping[str, str | int | list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        data: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, object] | None = None,
        content: bytes | Iterator[bytes] | None = None,
    ) -> httpx.Response:
        """Make a call that may be repeated without harm, whatever its method, and return its 2xx answer.

        A lost answer or a failing server is Retry. GET and HEAD follow redirects; a redirect to another host
        takes no authorisation along.
        """
        sent = _Sent(params, headers, json, data, files, content)
        return self._send(method, url, sent, bucket, cost, once=False)

    def once(
        self,
        method: str,
        url: str,
        *,
        bucket: str = "",
        cost: int = 1,
        params: Mapping[str, str | int | list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        data: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, object] | None = None,
        content: bytes | Iterator[bytes] | None = None,
    ) -> httpx.Response:
        """Make a call that must not be repeated blindly, and return its 2xx answer.

        Sent, but no answer, or a failing server: OutcomeUnknown. Nothing sent: Retry. Follows no redirect.
        """
        sent = _Sent(params, headers, json, data, files, content)
        return self._send(method, url, sent, bucket, cost, once=True)

    def events(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        silence_s: float = SILENCE_S,
    ) -> Iterator[ServerSentEvent]:
        """Server-sent events as they come. Ends only by an error: Retry when the connection is lost."""
        extensions = {ENDLESS: True, SECRETS: secrets_in(headers)}
        timeout = httpx.Timeout(self.client.timeout.read, connect=CONNECT_S, read=silence_s, pool=POOL_S)
        request = functools.partial(connect_sse, self.client, "GET", url)
        try:
            with request(
                headers=dict(headers or {}), params=params, extensions=extensions, timeout=timeout
            ) as source:
                if source.response.status_code != httpx.codes.OK:
                    source.response.read()
                    raise_for(source.response, once=False)
                yield from source.iter_sse()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise error_of(error, once=False) from None
        except SSEError:
            raise Retry(SOON_S, "The stream's answer is not a stream of events.") from None
        raise Retry(1.0, "The stream ended.")

    def charged(self, bucket: str, cost: int = 1) -> "Http":
        """The same, whose calls are charged to `bucket` unless a call names another. For libraries."""
        if self.reopen is None:
            raise ValueError("Only an Http that was made by `make` can be charged otherwise.")
        return self.reopen(bucket, cost)

    def _send(
        self, method: str, url: str, sent: "_Sent", bucket: str, cost: int, *, once: bool
    ) -> httpx.Response:
        extensions: dict[str, object] = {ONCE: once, SECRETS: sent.secrets()}
        if bucket:
            extensions |= {BUCKET: bucket, COST: cost}
        follow = not once and method in {"GET", "HEAD"}
        try:
            request = sent.request(self.client, method, url, extensions)
            response = self.client.send(request, follow_redirects=follow)
        except (httpx.HTTPError, httpx.InvalidURL, NetworkError) as error:
            raise error_of(error, once=once) from None
        raise_for(response, once=once)
        return response


@dataclass(frozen=True, slots=True, repr=False)
class _Sent:
    """What goes along with a request."""

    params: Mapping[str, str | int | list[str]] | None
    headers: Mapping[str, str] | None
    json: object
    data: Mapping[str, str | list[str]] | None
    files: Mapping[str, object] | None
    content: bytes | Iterator[bytes] | None

    def secrets(self) -> tuple[str, ...]:
        return secrets_in(self.params, self.headers, self.json, self.data)

    def request(
        self, client: httpx.Client, method: str, url: str, extensions: dict[str, object]
    ) -> httpx.Request:
        return client.build_request(
            method,
            url,
            params=self.params,
            headers=self.headers,
            json=self.json,
            data=self.data,
            files=self.files,  # type: ignore[arg-type]  # httpx spells the union of file tuples out
            content=self.content,
            extensions=extensions | {"timeout": client.timeout.as_dict()},
        )


def make(
    transports: Mapping[str, httpx.BaseTransport] | None = None,
    *,
    budget: Budget | None = None,
    first_byte: Callable[[], None] | None = None,
    timeout_s: float = 20.0,
) -> Http:
    """An Http for one account. Cheap: connections are shared by all of a process.

    `transports`: the connector's own, for addresses that are served inside this process.
    """
    allowed = settings().allow_hosts

    def opened(bucket: str, cost: int) -> Http:
        def gate(inner: httpx.BaseTransport, *, traced: bool) -> Gate:
            return Gate(inner, budget, first_byte, bucket, cost, traced=traced)

        client = httpx.Client(
            transport=gate(outward(allowed), traced=True),
            mounts={pattern: gate(inner, traced=False) for pattern, inner in (transports or {}).items()},
            timeout=httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s), pool=POOL_S),
            max_redirects=_REDIRECTS_MAXIMUM,
            headers={"User-Agent": AGENT},
            trust_env=False,
        )
        return Http(client, budget, first_byte, opened)

    return opened("", 1)


@functools.cache
def outward(allowed: tuple[str, ...]) -> httpx.HTTPTransport:
    """The transport that leaves this machine: every connection of it goes through the guard."""
    transport = httpx.HTTPTransport(trust_env=False)
    transport._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False),
        max_connections=_CONNECTIONS.max_connections,
        max_keepalive_connections=_CONNECTIONS.max_keepalive_connections,
        keepalive_expiry=_CONNECTIONS.keepalive_expiry,
        network_backend=GuardedBackend(allowed),
    )
    atexit.register(transport.close)
    return transport
