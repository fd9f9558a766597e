"""The connectors that are installed: ours and anybody's, found by the entry points `resonans.networks`."""

import functools
import threading
from importlib.metadata import entry_points

from resonans.networks.contract import Connector

GROUP = "resonans.networks"

_changing = threading.Lock()


class UnknownNetwork(KeyError):
    """No connector of this name is installed."""


def connector(name: str) -> Connector:
    """The connector of a network; raises UnknownNetwork."""
    try:
        return _installed()[name]
    except KeyError:
        raise UnknownNetwork(name) from None


def connectors() -> tuple[Connector, ...]:
    """All connectors, by title."""
    return tuple(sorted(_installed().values(), key=lambda one: one.declaration.title.lower()))


def register(connector: Connector) -> None:
    """Add or replace a connector in this process. For tests."""
    with _changing:
        _installed()[connector.declaration.name] = connector


def forget(name: str) -> None:
    """Take a registered connector away again; an installed one of that name comes back. For tests."""
    with _changing:
        _installed().pop(name, None)
        for found in entry_points(group=GROUP, name=name):
            _installed()[name] = _made(found.load())


@functools.cache
def _installed() -> dict[str, Connector]:
    return {found.name: _made(found.load()) for found in entry_points(group=GROUP)}


def _made(kind: object) -> Connector:
    made = kind() if callable(kind) else kind
    if not isinstance(made, Connector):
        raise TypeError(f"{kind!r} is not a connector: it lacks verbs of resonans.networks.contract")
    return made
