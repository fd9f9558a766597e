"""`resonans worker`: the repeated work alone, beside a server elsewhere."""

from pathlib import Path

import click

from resonans.cli.common import data_dir_option, open_installation

GROUPS = ("deliveries", "collect", "lake", "care")


@click.command("worker")
@click.option("--only", type=click.Choice(GROUPS), help="Run one kind of work. Default: all of it.")
@data_dir_option
def command(only: str | None, data_dir: Path | None) -> None:
    """Run the repeated work: deliveries, collection, the lake, care.

    Any number of workers may share one PostgreSQL and one lake. `resonans up` runs one of its own.
    """
    open_installation(data_dir)
    from resonans.site import worker

    click.echo("The worker runs. Stop it with Ctrl-C.")
    worker.work(only)
    click.echo("Stopped.")
