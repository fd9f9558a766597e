"""`resonans up`: everything in one command."""

from pathlib import Path

import click

from resonans.cli.common import data_dir_option, read_settings


@click.command("up")
@click.option("--demo", is_flag=True, help="Fill a workspace with a year of simulated history, and open it.")
@click.option("--host", help="Address to listen on. Default: RESONANS_HOST, else 127.0.0.1.")
@click.option("--port", type=int, help="Port to listen on. Default: RESONANS_PORT, else 8321.")
@click.option(
    "--backup/--no-backup",
    default=True,
    help="Whether to back the database up before bringing it up to date. Default: yes.",
)
@data_dir_option
def command(demo: bool, host: str | None, port: int | None, backup: bool, data_dir: Path | None) -> None:
    """Start the server and the worker, and print the address to open."""
    ours = read_settings(host=host, port=port, data_dir=data_dir)
    from resonans.site import folder, start

    folder.check(ours)
    lock = folder.Lock(ours.data_dir, ours.base_url)
    start.check_port(ours.host, ours.port)
    prepared = start.prepare(click.echo, demo=demo, with_backup=backup)
    start.become_supervisor(ours, prepared, lock)
