"""`resonans token`: keys for programs."""

from pathlib import Path

import click

from resonans.cli.common import data_dir_option, open_installation


@click.group("token")
def command() -> None:
    """Make tokens for the API."""


@command.command("create")
@click.option("--workspace", required=True, help="The workspace's name in addresses, such as “kajen”.")
@click.option("--scopes", required=True, help="What it may do, separated by commas, such as “read,schedule”.")
@click.option("--name", default="console", show_default=True, help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="When it ends.")
@data_dir_option
def create(workspace: str, scopes: str, name: str, days: int, data_dir: Path | None) -> None:
    """Make a token that acts for the workspace's owner, and print it. It cannot be shown again."""
    open_installation(data_dir)
    from resonans.core import tokens
    from resonans.core.access import for_console

    wanted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    made = tokens.create(for_console(workspace), name, wanted, days=days)
    click.echo(f"Keep this token; it is not shown again, and ends in {days} days:", err=True)
    click.echo(made.secret)
