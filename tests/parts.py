"""The parts that some tests need beside Python: where they are on this machine. Standard library only."""

import os
import re
import shutil
import subprocess
from pathlib import Path

BLUESKY_PACKAGE = "@atproto/dev-env"
BLUESKY_VERSION = "0.3.215"


def cache() -> Path:
    """Folder, outside the repository, of what the test run downloads."""
    named = os.environ.get("RESONANS_TEST_CACHE")
    base = os.environ.get("XDG_CACHE_HOME")
    default = (Path(base) if base else Path.home() / ".cache") / "resonans"
    return Path(named) if named else default


def chromium() -> str | None:
    """The system's Chromium or Chrome."""
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def chromium_version() -> str | None:
    """Such as `156.0.8078.79`."""
    program = chromium()
    if program is None:
        return None
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+(\.\d+)+", answer)
    return found.group() if found else None


def node() -> str | None:
    """Node 18.7 or newer."""
    program = shutil.which("node")
    if program is None:
        return None
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", answer)
    new_enough = found is not None and (int(found[1]), int(found[2])) >= (18, 7)
    return program if new_enough else None


def node_packages() -> Path | None:
    """Folder whose `node_modules` holds the Bluesky servers in the version that the tests know."""
    folder = cache() / "node"
    manifest = folder / "node_modules" / BLUESKY_PACKAGE / "package.json"
    if not manifest.exists() or f'"version": "{BLUESKY_VERSION}"' not in manifest.read_text():
        return None
    return folder if (folder / ".complete").exists() else None


def postgres_programs() -> Path | None:
    """Folder that holds `initdb` and `postgres`, the newest there is."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    path = shutil.which("initdb")
    others = [Path(path).resolve().parent] if path else []
    for folder in [*reversed(debian), *others]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None
