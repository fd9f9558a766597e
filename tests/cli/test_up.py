"""`resonans up` as a person runs it, and as the world treats it."""

import json
import os
import signal
import socket
import stat
from pathlib import Path

import httpx
import pytest

from tests.running import Installation, is_alive, until


def test_the_first_start_says_what_it_does_and_prints_the_address_with_a_one_time_key(
    installation: Installation,
) -> None:
    up = installation.up()
    assert "Made the key that protects stored secrets" in up.said
    assert f"resonans is ready: http://localhost:{up.port}/?key=" in up.said
    assert len(up.key) >= 22
    key = installation.data_dir / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(installation.data_dir.stat().st_mode) == 0o700
    assert up.health()["status"] == "ok"
    until(lambda: up.health()["worker"] == "ok")
    assert up.stop() == 0
    assert up.said.endswith("Stopping.\nStopped.")


def test_the_second_start_makes_no_key_and_keeps_what_there_was(installation: Installation) -> None:
    installation.up().stop()
    key = (installation.data_dir / "secret.key").read_bytes()
    again = installation.up()
    assert "Made the key" not in again.said
    assert "Preparing the database" not in again.said
    assert (installation.data_dir / "secret.key").read_bytes() == key


def test_a_second_up_on_the_same_folder_is_told_so(installation: Installation) -> None:
    first = installation.up()
    second = installation.run("up", "--port", "0")
    assert second.returncode == 1
    third = installation.run("up", "--port", str(first.port + 1))
    assert third.returncode == 1
    assert third.stderr.startswith(f"resonans already works on {installation.data_dir}")
    assert str(first.process.pid) in third.stderr
    assert first.health()["status"] == "ok"


def test_a_killed_up_takes_its_children_along_and_starts_again(installation: Installation) -> None:
    up = installation.up()
    children = up.children()
    assert set(children) == {"server", "worker"}
    up.stop(signal.SIGKILL)
    until(lambda: not any(is_alive(pid) for pid in children.values()))
    again = installation.up()
    assert again.health()["status"] == "ok"


@pytest.mark.parametrize("name", ["server", "worker"])
def test_a_killed_child_is_started_again(installation: Installation, name: str) -> None:
    up = installation.up()
    old = up.children()[name]
    os.kill(old, signal.SIGKILL)
    up.wait_said(rf"The {name} ended \(signal SIGKILL\). It starts again in 0.5 s.")
    until(lambda: up.children().get(name, old) != old)
    until(lambda: _answers(up.url))
    assert up.health()["status"] == "ok"


def _answers(url: str) -> bool:
    try:
        return httpx.get(url + "/healthz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def test_ctrl_c_stops_cleanly(installation: Installation) -> None:
    up = installation.up()
    children = up.children()
    assert up.stop(signal.SIGINT) == 0
    assert not any(is_alive(pid) for pid in children.values())


def test_it_stops_although_nobody_listens_to_it_any_more(installation: Installation) -> None:
    up = installation.up()
    children = up.children()
    up.deafen()
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(timeout=120) == 0
    assert not any(is_alive(pid) for pid in children.values())


def test_a_port_in_use_is_named(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = installation.run("up", "--port", str(port))
    assert answer.returncode == 1
    assert f"Port {port} of 127.0.0.1 is not free" in answer.stderr
    assert "--port" in answer.stderr


def test_a_folder_from_a_newer_version_is_refused_and_left_alone(installation: Installation) -> None:
    installation.data_dir.mkdir()
    marker = installation.data_dir / "resonans.json"
    marker.write_text(json.dumps({"version": "9.1.0", "layout": 99}))
    answer = installation.run("up", "--port", "8399")
    assert answer.returncode == 1
    assert "written by a newer resonans (9.1.0" in answer.stderr
    assert sorted(path.name for path in installation.data_dir.iterdir()) == ["resonans.json"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "99999", "RESONANS_PORT"),
        ("DATABASE_URL", "mysql://x/y", "must start with postgresql://"),
        ("HOST", "0.0.0.0", "RESONANS_URL is needed"),
        ("LOG_LEVEL", "loud", "must be debug, info, warning or error"),
    ],
)
def test_a_malformed_setting_is_refused_in_words(
    installation: Installation, name: str, value: str, words: str
) -> None:
    answer = installation.run("up", env={f"RESONANS_{name}": value})
    assert answer.returncode == 1
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (installation.data_dir / "secret.key").exists()


def test_a_folder_that_cannot_be_written_is_named(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    answer = installation.run("up")
    assert answer.returncode == 1
    assert "cannot be written to" in answer.stderr
