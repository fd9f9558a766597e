"""`resonans sql`: questions to the lake."""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from resonans.cli.common import data_dir_option, open_installation
from resonans.core.errors import ResonansError

if TYPE_CHECKING:
    import duckdb

_FORMS = ("table", "csv", "json")


class StatementRefused(ResonansError):
    """DuckDB does not take the statement."""

    code = "statement_refused"


@click.command("sql")
@click.argument("statement", required=False)
@click.option("--form", type=click.Choice(_FORMS), default="table", show_default=True)
@data_dir_option
def command(statement: str | None, form: str, data_dir: Path | None) -> None:
    """Ask the event lake in DuckDB's SQL: views `events` and `observations`, all workspaces, read only.

    Without STATEMENT, statements are read from standard input, each ended by a semicolon.
    """
    open_installation(data_dir)
    import duckdb

    from resonans.events import queries

    connection = queries.lake().sql()
    try:
        for each in (statement,) if statement else _typed():
            try:
                _answer(connection, each, form)
            except duckdb.Error as error:
                if statement or not sys.stdin.isatty():
                    raise StatementRefused(str(error)) from error
                click.echo(str(error), err=True)
    finally:
        connection.close()


def _typed() -> Iterator[str]:
    waiting = ""
    if sys.stdin.isatty():
        click.echo("End each statement with a semicolon, and the session with Ctrl-D.", err=True)
    for line in sys.stdin:
        waiting += line
        if line.rstrip().endswith(";"):
            yield waiting
            waiting = ""
    if waiting.strip():
        yield waiting


def _answer(connection: "duckdb.DuckDBPyConnection", statements: str, form: str) -> None:
    for statement in connection.extract_statements(statements):
        found = cast("duckdb.DuckDBPyRelation | None", connection.sql(statement.query))
        if found is None:
            continue
        if form == "table":
            found.show(max_width=10_000, max_rows=1_000)
        elif form == "csv":
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(found.columns)
            writer.writerows(found.fetchall())
        else:
            for row in found.fetchall():
                told = dict(zip(found.columns, row, strict=True))
                click.echo(json.dumps(told, default=str, ensure_ascii=False))
