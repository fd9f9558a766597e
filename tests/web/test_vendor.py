"""What we ship of others: as it was published, with its licence."""

import hashlib
import json
from pathlib import Path

import resonans.web

VENDOR = Path(resonans.web.__file__).parent / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())


def test_every_vendored_file_has_the_checksum_of_the_manifest() -> None:
    found = {
        folder.name: {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
        for folder in VENDOR.iterdir()
        if folder.is_dir()
    }
    assert found == {name: each["sha256"] for name, each in MANIFEST.items()}


def test_every_vendored_package_brings_its_licence_and_names_its_version() -> None:
    for name, each in MANIFEST.items():
        assert name.endswith(each["version"])
        assert "LICENSE" in each["sha256"]
        assert each["licence"]
