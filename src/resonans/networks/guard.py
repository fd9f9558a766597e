"""Which addresses connectors may connect to: the public internet, and hosts that the operator named.

The check is made on the address that is then connected to, so that a name which resolves differently the
next moment gains nothing.
"""

import ipaddress
import socket
from collections.abc import Collection, Iterable

import httpcore

from resonans.networks.errors import Problem, Rejected

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet.

    Addresses that carry an IPv4 address inside (mapped, compatible, NAT64, 6to4, Teredo) are not: through
    them a private machine could be reached.
    """
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return True
    tunnelled = address.ipv4_mapped or address.sixtofour or address.teredo
    hidden = any(address in network for network in (*_NAT64, _SITE_LOCAL, _COMPATIBLE))
    return not (tunnelled or hidden)


def is_named(host: str, port: int, allowed: Collection[str]) -> bool:
    """Whether the operator named this host, with or without its port."""
    name = host.lower().strip("[]").rstrip(".")
    plain = {entry.strip("[]") for entry in allowed}
    return name in plain or f"{name}:{port}" in plain or f"[{name}]:{port}" in allowed


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves names itself and connects only to addresses that it has checked."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(allowed)
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers.

        Raises Rejected where the name has no address that may be reached.
        """
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            try:
                return self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("The name of the server could not be found.") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if is_named(host, port, self._allowed):
            return addresses
        public = [text for text in addresses if is_public(ipaddress.ip_address(text))]
        if addresses and not public:
            raise Rejected(Problem("address_not_allowed", {"host": host}))
        return public
