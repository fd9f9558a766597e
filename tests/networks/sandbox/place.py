"""A simulated network in a folder, with an account of it, as a worker and as whoever runs it see them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from resonans.core import clock, ids
from resonans.networks import http
from resonans.networks.contract import (
    Connected,
    Counts,
    Credentials,
    MetricField,
    NotYet,
    Outgoing,
    Receipt,
    Ref,
    Saved,
    Session,
    Ticket,
)
from resonans.networks.sandbox.connector import Sandbox
from resonans.networks.sandbox.control import Control
from resonans.networks.sandbox.transport import HOST, SandboxTransport
from resonans.networks.sandbox.truth import Truth

MORNING = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
TEXT = "Höstens rost är här: mörk choklad och lingon. Hur brygger du ditt kaffe?"


@dataclass
class Place:
    """One account."""

    store: Path
    session: Session
    control: Control
    truth: Truth
    connector: Sandbox

    def renew(self) -> None:
        """Let the access token last again."""
        self.session = replace(self.session, credentials=self.connector.refresh(self.session))

    def prepared(self, outgoing: Outgoing, ticket: Ticket, saved: Saved | None = None) -> Saved:
        """Prepare to the end, waiting as asked."""
        saved = saved or {}
        while isinstance(step := self.connector.prepare(self.session, outgoing, ticket, saved), NotYet):
            saved = step.saved
            clock.move(step.again_in_s)
        return step.saved

    def publish(self, text: str = TEXT, **more: object) -> Receipt:
        """Publish as the engine does."""
        outgoing, ticket = outgoing_of(text, **more), a_ticket()
        return self.connector.publish(self.session, outgoing, ticket, self.prepared(outgoing, ticket))

    def counts(self, ref: Ref) -> Counts:
        """The post's numbers now."""
        return self.connector.counts(self.session, (ref,))[0]

    def number(self, ref: Ref, field: MetricField) -> int:
        """One of them."""
        return self.counts(ref).values[field]


def outgoing_of(text: str = TEXT, **more: object) -> Outgoing:
    """A post."""
    return replace(Outgoing(text), **more)  # type: ignore[arg-type]  # callers name fields of Outgoing


def a_ticket() -> Ticket:
    """A delivery's."""
    return Ticket(str(ids.new()), clock.now())


def connect(
    store: Path,
    *,
    handle: str = "kajen",
    seed: str = "1",
    server: str = "",
    name: str = "Kajen kaffe rost mat",
) -> Place:
    """An account of the network in `store`, inside this process or at `server`."""
    connector = Sandbox()
    wire = http.make({f"all://{HOST}": SandboxTransport(store)})
    form = {"handle": handle, "seed": seed, "server": server, "name": name}
    connected = connector.begin(wire, form, return_to="", state="")
    assert isinstance(connected, Connected)
    control = Control.at(server) if server else Control.inside(store)
    session = Session(
        account="account",
        remote_id=connected.profile.id,
        handle=handle,
        server=connected.server,
        credentials=connected.credentials,
        http=wire,
        keep=_forget,
    )
    return Place(store, session, control, Truth(store), connector)


def _forget(_credentials: Credentials) -> None:
    """Nobody keeps them here."""


def raised(call: Callable[[], object]) -> Exception:
    """What the call raises."""
    try:
        answer = call()
    except Exception as error:
        return error
    raise AssertionError(f"nothing was raised, but {answer!r} answered")
