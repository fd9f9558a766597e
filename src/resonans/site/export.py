"""A workspace as open files that need no resonans: JSON for what people set, Parquet for what happened."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from resonans.core import queries as core
from resonans.core.audit import record
from resonans.core.errors import Conflict
from resonans.core.permissions import Permission, require
from resonans.core.types import Access

ROOMS = ("core", "networks", "events", "publishing")
# What serves the running installation only, and means nothing elsewhere.
TECHNICAL = frozenset(
    {
        *("core.change", "core.keptanswer", "core.setupkey", "core.letter", "core.bucket", "core.invitation"),
        *("networks.pendingconnection", "events.chore", "events.parcel", "events.batch", "events.flusher"),
        *("publishing.undoable",),
    }
)
_README = """# {name}, exported from resonans

- `tables/*.json`: what people set and did, one file a table, a list of rows. Times are UTC, ids are UUIDs; a
  field that ends in `_id` names a row of another table. `core_member.json` names the people.
- `events.parquet`: what happened, one row an event. `observations.parquet`: what networks counted. DuckDB,
  pandas, Spark and many others read them.
- `media/`: the pictures and films, named by their id in `publishing_media.json`.

Passwords, keys of accounts and tokens are not part of an export.
"""


def write(access: Access, folder: Path) -> tuple[Path, ...]:
    """Write the workspace to `folder`, which must be empty or absent; the files. Needs EXPORT."""
    require(access, Permission.EXPORT)
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty. Choose another folder.")
    from resonans.events import flush
    from resonans.events import queries as events

    flush.drain()
    written = [*_tables(access, folder / "tables"), *events.export(access, folder), *_media(access, folder)]
    readme = folder / "README.md"
    readme.write_text(_README.format(name=core.workspace(access).name))
    record(access, "workspace.export", f"workspace:{access.workspace}", {"files": len(written) + 1})
    return (*written, readme)


def _tables(access: Access, folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True)
    for model in exported():
        rows = _rows(model, access)
        path = folder / f"{model._meta.app_label}_{model._meta.model_name}.json"
        path.write_text(json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n")
        yield path


def exported() -> tuple[type[models.Model], ...]:
    """The tables whose rows belong to a workspace, by themselves or by the row that they hang on."""
    found = (model for room in ROOMS for model in apps.get_app_config(room).get_models())
    return tuple(
        model for model in found if model._meta.label_lower not in TECHNICAL and path_to_workspace(model)
    )


def path_to_workspace(model: type[models.Model], depth: int = 3) -> str:
    """The lookup from a table to its workspace, such as `post__workspace`; "" if there is none."""
    if model._meta.label_lower == "core.workspace":
        return "pk"
    names = {field.name: field for field in model._meta.get_fields() if isinstance(field, models.Field)}
    if "workspace" in names:
        return "workspace"
    if depth == 0:
        return ""
    for name, field in names.items():
        if isinstance(field, models.ForeignKey) and not field.null:
            beyond = path_to_workspace(field.related_model, depth - 1)
            if beyond and beyond != "pk":
                return f"{name}__{beyond}"
    return ""


def is_secret(field: str) -> bool:
    """Whether a column holds something that opens a door; such columns are never exported."""
    return field in {"credentials", "password", "digest", "secret", "pseudonym_key"} or field.endswith(
        ("_secret", "_hash")
    )


def _rows(model: type[models.Model], access: Access) -> list[dict[str, Any]]:
    columns = [field.attname for field in model._meta.concrete_fields if not is_secret(field.attname)]
    if model._meta.label_lower == "core.member":
        columns += ["user__name", "user__email"]
    of_workspace = {path_to_workspace(model): access.workspace}
    return list(model._default_manager.filter(**of_workspace).order_by("pk").values(*columns))


def _media(access: Access, folder: Path) -> Iterator[Path]:
    from resonans.publishing import queries as publishing

    media = apps.get_model("publishing", "Media")._default_manager.filter(workspace=access.workspace)
    for number, name in media.order_by("pk").values_list("pk", "name"):
        target = folder / "media" / f"{number}{Path(name).suffix.lower()}"
        target.parent.mkdir(exist_ok=True)
        opened = publishing.open_media(access, number)
        shutil.copyfile(opened.path, target)
        yield target
