"""Which addresses may be connected to."""

import ipaddress
import socket
from collections.abc import Callable

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonans.networks.errors import Rejected
from resonans.networks.guard import GuardedBackend, is_named, is_public

INSIDE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1"),
    *("fc00::1", "fec0::1", "ff02::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::127.0.0.1"),
    *("64:ff9b::808:808", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:db8::1"),
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
)


@pytest.mark.parametrize("text", INSIDE)
def test_an_address_inside_or_one_that_hides_one_is_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["8.8.8.8", "151.101.1.195", "2606:4700::6810:84e5", "2a00:1450:400f::200e"])
def test_an_address_of_the_internet_is_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_becomes_public_by_being_written_as_ipv6(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for prefix in ("::ffff:0:0", "::", "64:ff9b::", "2002::"):
        shift = 80 if prefix == "2002::" else 0
        hidden = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | number << shift)
        assert not is_public(hidden)


def test_a_host_is_named_with_or_without_its_port() -> None:
    allowed = ("pds.home.arpa", "127.0.0.1:3000", "[::1]:4000")
    assert is_named("PDS.home.arpa.", 443, allowed)
    assert is_named("127.0.0.1", 3000, allowed)
    assert is_named("::1", 4000, allowed)
    assert not is_named("127.0.0.1", 3001, allowed)
    assert not is_named("home.arpa", 443, allowed)


type Resolver = Callable[..., list[tuple[object, ...]]]


def _resolving(*answers: str) -> tuple[Resolver, list[str]]:
    """A resolver that answers differently each time, and the names it was asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_rest: object, **_more: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = host if host[0].isdigit() else answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    return resolve, asked


def test_what_was_checked_is_what_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolve, asked = _resolving("93.184.216.34", "127.0.0.1")
    reached: list[str] = []

    class Refusing(socket.socket):
        def connect(self, address: tuple[str, int]) -> None:  # type: ignore[override]  # sockets of this family only
            reached.append(address[0])
            raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "socket", Refusing)
    with pytest.raises(httpcore.ConnectError):
        GuardedBackend(()).connect_tcp("rebinding.example", 80, timeout=1)
    assert reached == ["93.184.216.34"]
    assert [name for name in asked if not name[0].isdigit()] == ["rebinding.example"]


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving("10.0.0.7")[0])
    with pytest.raises(Rejected) as caught:
        GuardedBackend(()).connect_tcp("intranet.example", 80)
    assert caught.value.problem.code == "address_not_allowed"
    assert caught.value.problem.params == {"host": "intranet.example"}


def test_a_name_that_does_not_exist_is_not_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_asked: object, **_more: object) -> list[tuple[object, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(httpcore.ConnectError):
        GuardedBackend(()).connect_tcp("nowhere.example", 80)
