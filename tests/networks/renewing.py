"""A worker process that uses an account of the harbour, for tests of what two of them do at once.

`python -m tests.networks.renewing DATABASE FOLDER ACCOUNT`: says `ready`, waits for a line, says with which
access token it came out, or which error.
"""

import os
import sys
import threading
from pathlib import Path
from uuid import UUID

import django
from tests.networks.harbour import Harbour

from resonans.networks.contract import Credentials, Session


class SlowHarbour(Harbour):
    """A network that takes its time to renew: until the file `go` lies in its folder."""

    def refresh(self, session: Session) -> Credentials:
        """Note the call, then wait."""
        answer = super().refresh(session)
        while not (self.folder / "go").exists():
            threading.Event().wait(0.01)
        return answer


def main(database: str, folder: str, account: str) -> None:
    """Use the account once."""
    from resonans.site import settings

    settings.DATABASES["default"]["NAME"] = database
    os.environ["DJANGO_SETTINGS_MODULE"] = "resonans.site.settings"
    django.setup()
    from resonans.networks import registry, sessions
    from resonans.networks.errors import NetworkError

    registry.register(SlowHarbour(Path(folder)))
    print("ready", flush=True)  # noqa: T201  (the parent reads it)
    sys.stdin.readline()
    try:
        with sessions.use(UUID(account)) as session:
            print(session.credentials.values["access"], flush=True)  # noqa: T201
    except NetworkError as error:
        print(type(error).__name__, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:4])
