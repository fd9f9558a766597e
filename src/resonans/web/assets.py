"""Addresses of static files carry a mark of their content, so that browsers may keep them for good."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class MarkedFiles(StaticFilesStorage):
    """Serves `/static/app.css?v=3f2a91c4`: a new content is a new address, and no build step is needed."""

    def url(self, name: str | None) -> str:
        """The address with its mark; a file that does not exist is an error at once.

        Vendored files have their version in the path, by which style sheets name them too.
        """
        found = finders.find(name or "")
        if not isinstance(found, str):
            raise FileNotFoundError(f"There is no static file {name}.")
        if (name or "").startswith("vendor/"):
            return super().url(name)
        mark = _changing_mark(found) if settings.DEBUG else _mark(found)
        return f"{super().url(name)}?v={mark}"


@lru_cache(maxsize=512)
def _mark(path: str) -> str:
    return _changing_mark(path)


def _changing_mark(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8]
