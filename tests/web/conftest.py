"""Pages through Django's own client: who is signed in, and in which language."""

from collections.abc import Callable

import pytest
from django.test import Client

from resonans.core.models import Member
from resonans.core.types import Access
from tests.networks.conftest import harbour, ship  # noqa: F401  (fixtures for whoever names them)

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
