"""A pier, accounts on it, and posts for them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.networks import actions as networks
from resonans.networks import registry
from resonans.networks.types import Account
from resonans.publishing import actions, times
from resonans.publishing.types import Draft, Post, Variant
from tests.publishing.pier import Pier

type Plan = Callable[..., Post]


@pytest.fixture
def pier() -> Iterator[Pier]:
    """A network of this test's own."""
    made = Pier()
    registry.register(made)
    yield made
    registry.forget("pier")


@pytest.fixture
def connect(pier: Pier, ana: Access, brand: Brand) -> Callable[[str], Account]:
    """Connects a handle on the pier."""

    def connected(handle: str) -> Account:
        account = networks.begin(ana, brand.id, "pier", {"handle": handle}, "http://localhost:8321/back")
        assert isinstance(account, Account)
        return account

    return connected


@pytest.fixture
def kajen(noon: datetime, connect: Callable[[str], Account]) -> Account:
    """The brand's account on the pier."""
    return connect("kajen")


@pytest.fixture
def plan(ben: Access, brand: Brand, kajen: Account) -> Plan:
    """Schedules a post by Ben: `plan("text", in_s=600, accounts=(…), media=(…), first_comment="")`."""

    def planned(
        text: str = "The autumn roast is back.",
        *,
        in_s: float = 600,
        accounts: tuple[Account, ...] = (),
        media: tuple[UUID, ...] = (),
        first_comment: str = "",
    ) -> Post:
        variants = tuple(Variant(account.id) for account in accounts or (kajen,))
        draft = Draft(brand.id, text, media, variants, first_comment=first_comment)
        post = actions.save_draft(ben, draft)
        from resonans.core import clock

        wall = times.wall_of(clock.now() + timedelta(seconds=in_s), "Europe/Stockholm")
        return actions.schedule(ben, post.id, wall)

    return planned
