"""Pages of docs/ that are made from code: settings and commands. `python -m tools.pages` writes them."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo

DOCS = Path(__file__).resolve().parent.parent / "docs"
_SETTINGS = """# Settings

resonans is set by environment variables. A malformed value is refused at the start, with the reason. An
option of a command comes before the variable of the same meaning.

| Variable | Default | Meaning |
|---|---|---|
"""
_COMMANDS = """# Commands

Every command takes `--help`. What goes wrong is said in words, and ends with status 1.
"""


def settings_page() -> str:
    """docs/settings.md: one line a setting, with what its docstring says."""
    from resonans.core.settings import Settings

    lines = (
        f"| `RESONANS_{name.upper()}` | {_default(name, field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return _SETTINGS + "\n".join(lines) + "\n"


def _default(name: str, field: FieldInfo) -> str:
    if name == "data_dir":
        return "`~/.local/share/resonans`"
    default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    if default in {"", ()}:
        return "none"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def commands_page() -> str:
    """docs/commands.md: one section a command, with its options."""
    from resonans.cli.main import root

    return _COMMANDS + "".join(_sections(root, "resonans"))


def _sections(group: click.Group, path: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _sections(command, f"{path} {name}")
        elif command is not None:
            yield _section(command, f"{path} {name}")


def _section(command: click.Command, path: str) -> str:
    arguments = [part for part in command.params if isinstance(part, click.Argument)]
    options = [part for part in command.params if isinstance(part, click.Option)]
    shown = [f"[{part.name}]" if not part.required else str(part.name) for part in arguments]
    lines = [f"\n## {' '.join([path, *shown]).rstrip()}\n", inspect.cleandoc(command.help or ""), ""]
    lines += [_option(option) for option in options]
    return "\n".join(lines) + "\n"


def _option(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    choices = f" One of {', '.join(option.type.choices)}." if isinstance(option.type, click.Choice) else ""
    default = f" Default: {option.default}." if option.show_default else ""
    required = " Required." if option.required else ""
    return f"- {names}: {(option.help or '').strip()}{choices}{default}{required}".replace(":  ", ": ")


PAGES = {"settings.md": settings_page, "commands.md": commands_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())
