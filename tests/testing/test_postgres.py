"""The private PostgreSQL server of a run."""

import subprocess

import pytest
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres


def ask(server: PostgresServer, database: str, question: str) -> str:
    command = [str(server.programs / "psql"), "-qXtA", "-c", question, server.url(database)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_it_listens_on_the_loopback_only(postgres_server: PostgresServer) -> None:
    assert ask(postgres_server, "postgres", "SHOW listen_addresses") == "127.0.0.1"
    assert ask(postgres_server, "postgres", "SHOW unix_socket_directories") == ""


def test_a_database_is_made_empty_each_time(postgres_server: PostgresServer) -> None:
    postgres_server.create("once")
    ask(postgres_server, "once", "CREATE TABLE cup (id int)")
    postgres_server.create("once")
    assert ask(postgres_server, "once", "SELECT count(*) FROM pg_tables WHERE tablename = 'cup'") == "0"


def test_words_sort_as_people_sort_them(postgres_server: PostgresServer) -> None:
    words = "SELECT string_agg(w, ' ' ORDER BY w) FROM (VALUES ('b'), ('A'), ('a'), ('B')) AS t(w)"
    assert ask(postgres_server, "postgres", words) == "a A b B"
