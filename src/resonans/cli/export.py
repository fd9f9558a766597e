"""`resonans export`."""

from pathlib import Path

import click

from resonans.cli.common import data_dir_option, open_installation


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option("--workspace", required=True, help="The workspace's name in addresses, such as “kajen”.")
@data_dir_option
def command(target: Path, workspace: str, data_dir: Path | None) -> None:
    """Write a workspace to the folder TARGET as JSON, Parquet and media, readable without resonans."""
    open_installation(data_dir)
    from resonans.core.access import for_console
    from resonans.site import export

    written = export.write(for_console(workspace), target.absolute())
    click.echo(f"Wrote {len(written)} files to {target}. {target / 'README.md'} says what they hold.")
