"""The command's root. A subcommand's module is loaded when it is asked for, so that each starts quickly."""

import importlib
import sys

import click

from resonans import __version__

_COMMANDS = {
    "up": "resonans.cli.up",
    "worker": "resonans.cli.worker",
    "doctor": "resonans.cli.doctor",
    "user": "resonans.cli.user",
    "token": "resonans.cli.token",
    "backup": "resonans.cli.backup",
    "restore": "resonans.cli.restore",
    "export": "resonans.cli.export",
    "upgrade": "resonans.cli.upgrade",
    "sql": "resonans.cli.sql",
}


class Commands(click.Group):
    """Finds each command in a module of its own, where it is called `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which people meet them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None if there is none of that name."""
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        found: click.Command = importlib.import_module(module).command
        return found


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="resonans")
def root() -> None:
    """Social media marketing, self-hosted: plan, publish exactly once, listen, measure."""


def main() -> None:
    """Run a command; what goes wrong is said in words, without a trace, and ends with status 1."""
    from resonans.core.errors import ResonansError

    try:
        root.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except ResonansError as error:
        click.echo(error.message, err=True)
        for field, words in getattr(error, "fields", {}).items():
            click.echo(f"  {field}: {words}" if field else f"  {words}", err=True)
        sys.exit(1)
