"""Pages through Django's own client: who is signed in, and in which language."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from resonans.core.models import Brand, Member
from resonans.core.types import Access
from resonans.networks.models import Account as Row
from resonans.publishing import actions
from resonans.publishing.types import Draft, Post, Variant, Wall
from tests.networks.conftest import harbour, ship  # noqa: F401  (fixtures for whoever names them)
from tests.web.accounts import connect

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

type SignIn = Callable[[Access], Client]


def client_of(access: Access) -> Client:
    """A client with somebody's session."""
    assert access.member is not None
    client = Client()
    client.force_login(Member.objects.get(pk=access.member).user, backend=BACKEND)
    return client


@pytest.fixture
def signed_in() -> SignIn:
    """Makes a client for somebody's session."""
    return client_of


@pytest.fixture
def bluesky(noon: datetime, brand: Brand) -> Row:
    """The brand's account where 300 characters fit."""
    return connect(brand, "bluesky", "kajen.example")


@pytest.fixture
def mastodon(noon: datetime, brand: Brand) -> Row:
    """The brand's account where 500 characters, polls and content warnings fit."""
    return connect(brand, "mastodon", "@kajen@social.example")


type Write = Callable[..., Post]


@pytest.fixture
def write(ben: Access, brand: Brand) -> Write:
    """Ben writes a post: `write("text", bluesky, mastodon, at="2026-11-24 17:30")`; without `at` a draft."""

    def written(text: str, *accounts: Row, at: str = "", media: tuple[UUID, ...] = ()) -> Post:
        draft = Draft(brand.id, text, media, tuple(Variant(row.pk) for row in accounts))
        post = actions.save_draft(ben, draft)
        return actions.schedule(ben, post.id, Wall(datetime.fromisoformat(at))) if at else post

    return written


@pytest.fixture
def scheduled(bluesky: Row, write: Write) -> Post:
    """A post that is to go out tomorrow."""
    return write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
