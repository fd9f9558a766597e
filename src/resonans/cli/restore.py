"""`resonans restore`."""

from pathlib import Path

import click

from resonans.cli.common import data_dir_option, read_settings


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Also where data lie already: they are moved aside first.")
@data_dir_option
def command(source: Path, force: bool, data_dir: Path | None) -> None:
    """Put a backup back. Every checksum is verified before anything changes."""
    ours = read_settings(data_dir=data_dir)
    from resonans.site import backup, folder

    folder.check(ours)
    lock = folder.Lock(ours.data_dir, "restore")
    try:
        backup.restore(ours, source.absolute(), click.echo, force=force)
    finally:
        lock.release()
    click.echo("Restored. Start it with: resonans up")
