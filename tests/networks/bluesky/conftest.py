"""An account on a real data server, as the connector holds it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from tests.bluesky_network.people import Someone
from tests.bluesky_network.proxy import Proxy, standing_before
from tests.bluesky_network.servers import BlueskyNetwork

from resonans.networks import http
from resonans.networks.bluesky import Bluesky
from resonans.networks.contract import Connected, Media, Outgoing, Receipt, Ref, Session, Ticket

PUT = "/xrpc/com.atproto.repo.putRecord"


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's account with the session that the connector acts with."""

    someone: Someone
    session: Session
    proxy: Proxy
    """Stands between the connector and the server."""

    def send(self, outgoing: Outgoing, given: Ticket | None = None) -> Receipt:
        """Prepare and publish."""
        connector, held = Bluesky(), given or ticket()
        ready = connector.prepare(self.session, outgoing, held, {})
        return connector.publish(self.session, outgoing, held, ready.saved)


def ticket(at: datetime | None = None) -> Ticket:
    """A new delivery's."""
    now = at or datetime.now(UTC)
    return Ticket(str(uuid4()), now.replace(microsecond=now.microsecond // 1000 * 1000))


def sign_in(someone: Someone, server: str) -> Connected:
    """Connect by app password."""
    form = {"handle": someone.handle, "app_password": someone.app_password, "server": server}
    connected = Bluesky().begin(http.make(), form, return_to="", state="")
    assert isinstance(connected, Connected)
    return connected


def hold(someone: Someone, proxy: Proxy) -> Held:
    """A session whose calls pass the proxy."""
    connected = sign_in(someone, proxy.url)
    session = Session(
        "account",
        someone.did,
        someone.handle,
        proxy.url,
        connected.credentials,
        http.make(),
        lambda _kept: None,
    )
    return Held(someone, session, proxy)


@pytest.fixture
def kajen(pds: BlueskyNetwork) -> Iterator[Held]:
    """An account on a data server that stands alone."""
    with standing_before(pds.pds) as proxy:
        yield hold(pds.make_account("kajen"), proxy)


@pytest.fixture
def heard(bluesky_network: BlueskyNetwork) -> Iterator[Held]:
    """An account on the whole network."""
    with standing_before(bluesky_network.pds) as proxy:
        yield hold(bluesky_network.make_account("kajen"), proxy)


def picture(folder: Path, name: str, size: tuple[int, int] = (64, 48), kind: str = "PNG") -> Media:
    """An image file as publishing hands it over."""
    path = folder / name
    Image.new("RGB", size, (len(name) * 7 % 256, 80, 40)).save(path, kind)
    mime = f"image/{kind.lower()}"
    return Media(name, path, mime, path.stat().st_size, "0" * 64, *size, alt=f"Picture {name}")


def key_of(ref: Ref) -> str:
    """The record key of a post."""
    return ref.id.rpartition("/")[2]
