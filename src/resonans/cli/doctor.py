"""`resonans doctor`."""

import sys
from pathlib import Path

import click

from resonans.cli.common import data_dir_option, read_settings

_SIGNS = {"good": ("✓", "green"), "warning": ("!", "yellow"), "bad": ("✗", "red")}


@click.command("doctor")
@data_dir_option
def command(data_dir: Path | None) -> None:
    """Check everything, and say what to do. Ends with status 1 if something keeps resonans from working."""
    ours = read_settings(data_dir=data_dir)
    from resonans.site import doctor

    worst = doctor.State.GOOD
    for finding in doctor.examine(ours):
        sign, colour = _SIGNS[finding.state]
        click.echo(f"{click.style(sign, fg=colour)} {finding.subject}: {finding.words}")
        if finding.advice:
            click.echo(f"    {finding.advice}")
        if finding.state is doctor.State.BAD:
            worst = finding.state
    sys.exit(1 if worst is doctor.State.BAD else 0)
