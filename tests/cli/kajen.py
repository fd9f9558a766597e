"""Fills an installation with a small workspace, through the product's own actions."""

from tests.running import Installation

FILL = """
from resonans.core.settings import settings
from resonans.site import folder, start
folder.check(settings())
start.prepare(lambda words: None)

import io
from datetime import UTC, datetime, timedelta
from django.db import transaction
from PIL import Image
from resonans.core import access, secrets, setup
from resonans.core.types import NewBrand
from resonans.core.models import Brand, Workspace
from resonans.events import actions as events
from resonans.events import flush
from resonans.events.vocabulary import Event, Kind, event_id
from resonans.networks.models import Account
from resonans.publishing import library

key = setup.ensure_setup_key()
brand = NewBrand("Rosteriet Kajen", "Europe/Stockholm", "SEK", "sv")
setup.claim(key, name="Ana", email="ana@example.test", password="correct horse battery",
            workspace="Kajen", brand=brand)
owner = access.for_console("kajen")
row = Brand.objects.get()
at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
account = Account.objects.create(
    workspace_id=owner.workspace, brand=row, network="sandbox", remote_id="1", handle="kajen",
    server="http://sandbox.internal", connected_at=at, renewed_at=at, check_at=at,
    credentials=secrets.encrypt('{"access_token": "opens-the-door"}'),
)
told = [
    Event(event_id(owner.workspace, Kind.REACTION, "sandbox", str(n)), owner.workspace, Kind.REACTION,
          at + timedelta(minutes=n), at, "sandbox", network="sandbox", account=account.pk, text="Så gott!")
    for n in range(5)
]
events.record(owner, told[:3])
flush.drain()
events.record(owner, told[3:])
picture = io.BytesIO()
Image.new("RGB", (40, 30), "brown").save(picture, "PNG")
picture.seek(0)
library.upload_media(owner, picture, "Bönor.png")
"""


def fill(home: Installation) -> None:
    """Prepare the stores, then workspace `kajen`: Ana owns it; an account and a picture.

    Three reactions are in the lake, two on their way to it.
    """
    home.python(FILL)
