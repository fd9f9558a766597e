"""A workspace leaves as open files, and no secret leaves with it."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from resonans.site import export
from tests.running import Installation


def test_an_export_is_readable_without_resonans_and_holds_no_secret(
    home: Installation, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    done = home.run("export", str(target), "--workspace", "kajen")
    assert done.returncode == 0, done.stderr
    (person,) = json.loads((target / "tables" / "core_member.json").read_text())
    assert (person["user__name"], person["role"]) == ("Ana", "owner")
    (account,) = json.loads((target / "tables" / "networks_account.json").read_text())
    assert account["handle"] == "kajen"
    assert "credentials" not in account
    assert pq.read_table(target / "events.parquet").num_rows == 5
    (picture,) = (target / "media").iterdir()
    assert picture.read_bytes().startswith(b"\x89PNG")
    written = b"".join(path.read_bytes() for path in target.rglob("*") if path.is_file())
    for secret in (b"gAAAA", b"pbkdf2", b"opens-the-door"):
        assert secret not in written
    again = home.run("export", str(target), "--workspace", "kajen")
    assert again.returncode == 1
    assert "is not empty" in again.stderr


@pytest.mark.django_db
def test_every_table_of_a_workspace_is_exported_or_named_as_technical() -> None:
    from django.apps import apps

    models = {model for room in export.ROOMS for model in apps.get_app_config(room).get_models()}
    belonging = {model._meta.label_lower for model in models if export.path_to_workspace(model)}
    exported = {model._meta.label_lower for model in export.exported()}
    assert exported == belonging - export.TECHNICAL
    assert belonging >= {"core.brand", "networks.account", "publishing.variant", "publishing.post"}
    known = {model._meta.label_lower for model in models}
    assert known >= export.TECHNICAL


@pytest.mark.parametrize("column", ["credentials", "password", "digest", "state_hash", "client_secret"])
def test_columns_that_open_doors_are_recognised(column: str) -> None:
    assert export.is_secret(column)
