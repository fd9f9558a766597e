"""`resonans backup`."""

from pathlib import Path

import click

from resonans.cli.common import data_dir_option, open_installation


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--with-key", is_flag=True, help="Put the key in too. Whoever has the file has the accounts.")
@data_dir_option
def command(target: Path | None, with_key: bool, data_dir: Path | None) -> None:
    """Write database, event lake and media to one file, while everything runs.

    TARGET is the file; by default one named after the time, in this folder.
    """
    ours = open_installation(data_dir)
    from resonans.core import clock
    from resonans.site import backup

    target = target or Path(f"resonans-{clock.now():%Y%m%dT%H%M%SZ}.tar")
    manifest = backup.make(ours, target.absolute(), click.echo, with_key=with_key)
    size = target.stat().st_size / 1024**2
    click.echo(f"Wrote {target}: {len(manifest.files)} files, {size:.1f} MB, every checksum verified.")
    if not with_key:
        click.echo(f"The key is not in it. Keep a copy of {ours.key_path} somewhere else.")
