"""`resonans user`: people, from the console."""

from pathlib import Path

import click

from resonans.cli.common import data_dir_option, open_installation

ROLES = ("viewer", "analyst", "agent", "editor", "approver", "owner")


@click.group("user")
def command() -> None:
    """Make people, and let them in again."""


@command.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--workspace", required=True, help="The workspace's name in addresses, such as “kajen”.")
@click.option("--role", type=click.Choice(ROLES), default="viewer", show_default=True)
@data_dir_option
def create(email: str, name: str, workspace: str, role: str, data_dir: Path | None) -> None:
    """Add a person to a workspace, and print the link by which they choose a password."""
    open_installation(data_dir)
    from resonans.core import users
    from resonans.core.types import Role

    users.create(email, name, workspace_slug=workspace, role=Role(role))
    click.echo(f"{name} may now enter {workspace} as {role}. Give them this link, which works once:")
    click.echo(users.reset_link(email))


@command.command("reset")
@click.argument("email")
@data_dir_option
def reset(email: str, data_dir: Path | None) -> None:
    """Print a link by which a person chooses a new password. It works once."""
    open_installation(data_dir)
    from resonans.core import users

    click.echo(users.reset_link(email))
