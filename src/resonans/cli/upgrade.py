"""`resonans upgrade`."""

from pathlib import Path

import click

from resonans.cli.common import data_dir_option, existing


@click.command("upgrade")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--backup/--no-backup", default=True, help="Back the database up first. Default: yes.")
@data_dir_option
def command(dry_run: bool, backup: bool, data_dir: Path | None) -> None:
    """Bring the database up to this version, after a backup. `resonans up` does the same at its start."""
    ours = existing(data_dir)
    from resonans.site import folder, start

    folder.check(ours)
    if dry_run:
        start.setup_django()
        steps = start.pending(ours)
        for step in steps:
            click.echo(f"Would run {step}")
        click.echo(f"{len(steps)} steps to run. Nothing was changed." if steps else "Up to date.")
        return
    lock = folder.Lock(ours.data_dir, "upgrade")
    try:
        start.setup_django()
        start.bring_up_to_date(click.echo, ours, with_backup=backup)
        folder.mark(ours.data_dir)
    finally:
        lock.release()
    click.echo("Up to date.")
