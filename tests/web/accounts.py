"""Connected accounts for tests of pages: rows with the limits that their networks gave, and no network."""

from datetime import date

import msgspec

from resonans.core import clock
from resonans.core.models import Brand
from resonans.networks.contract import Limits, MediaRule, PollRule, TextRule
from resonans.networks.models import Account as Row
from resonans.networks.types import Health

_IMAGES = ("image/jpeg", "image/png")
SHORT = Limits(
    text=TextRule(300, "graphemes", bytes_maximum=3000),
    media=MediaRule(4, _IMAGES, 1_000_000),
    source="https://docs.bsky.app",
    as_of=date(2026, 11, 1),
)
LONG = Limits(
    text=TextRule(500, "characters", url_length=23),
    media=MediaRule(4, _IMAGES, 16_000_000),
    source="https://docs.joinmastodon.org",
    as_of=date(2026, 11, 1),
    poll=PollRule(2, 4, 50, 300, 2_629_746),
    visibilities=("public", "unlisted", "private"),
    content_warning=True,
)


def connect(brand: Brand, network: str, handle: str, *, health: Health = Health.CONNECTED) -> Row:
    """An account of the brand on `bluesky` (300 characters) or `mastodon` (500, polls, warnings)."""
    now = clock.now()
    return Row.objects.create(
        workspace_id=brand.workspace_id,
        brand=brand,
        network=network,
        remote_id=handle,
        handle=handle,
        name=brand.name,
        server="https://social.example",
        connected_at=now,
        renewed_at=now,
        check_at=now,
        health=health,
        limits=msgspec.to_builtins(SHORT if network == "bluesky" else LONG),
    )
