"""What the commands share: settings read in words, options of the same meaning."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from resonans.core.errors import ResonansError
from resonans.core.settings import Settings, settings


class SettingsMalformed(ResonansError):
    """A setting holds what it may not hold."""

    code = "settings_malformed"


def read_settings(**given: object) -> Settings:
    """The settings, with what the command line says in place of the environment; refused in words.

    Child processes inherit them by the environment.
    """
    for name, value in given.items():
        if value is not None:
            os.environ[f"RESONANS_{name.upper()}"] = str(value)
    settings.cache_clear()
    try:
        return settings()
    except ValidationError as error:
        raise SettingsMalformed(_in_words(error)) from error


def _in_words(error: ValidationError) -> str:
    lines = ["A setting is malformed:"]
    for problem in error.errors(include_url=False, include_input=False):
        place = "_".join(str(part) for part in problem["loc"]).upper()
        words = problem["msg"].removeprefix("Value error, ")
        lines.append(f"  RESONANS_{place} {words}" if place else f"  {words}")
    return "\n".join(lines)


def data_dir_option[F: Callable[..., Any]](function: F) -> F:
    """`--data-dir`, with the same meaning for every command."""
    option = click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the database, the lake, media and the key. Default: RESONANS_DATA_DIR, else "
        "~/.local/share/resonans.",
    )
    return option(function)


def existing(data_dir: Path | None) -> Settings:
    """The settings of an installation that is there already, of this version or an older one."""
    ours = read_settings(data_dir=data_dir)
    from resonans.site import folder

    folder.check_version(ours.data_dir)
    if not ours.database_url and not ours.database_path.exists():
        raise ResonansError(
            f"There is no resonans in {ours.data_dir}. Start it with “resonans up”, or name its folder with "
            "--data-dir."
        )
    return ours


def open_installation(data_dir: Path | None = None) -> Settings:
    """Read the settings and make Django ready, for commands that work on an installation of this version."""
    ours = existing(data_dir)
    from resonans.site import start

    start.setup_django()
    if start.pending(ours):
        raise ResonansError(
            "The database was written by an older resonans. Run “resonans up” once, which backs it up and "
            "brings it up to date."
        )
    return ours
