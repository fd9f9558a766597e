"""The `resonans` command."""

from resonans.cli.main import main

__all__ = ["main"]
