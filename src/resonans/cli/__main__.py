"""`python -m resonans.cli` is the `resonans` command."""

from resonans.cli import main

main()
