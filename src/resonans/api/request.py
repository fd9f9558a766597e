"""What an operation needs to know of its request."""

from typing import cast

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict

from resonans.core.types import Access


class Input(Schema):
    """What is sent; a field that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


def access_of(request: HttpRequest) -> Access:
    """Who asks, as the door found out."""
    return cast("Access", request.auth)  # type: ignore[attr-defined]  # set by the framework
