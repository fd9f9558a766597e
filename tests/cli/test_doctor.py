"""`resonans doctor` finds what is wrong and says what to do."""

import socketserver
import threading
from collections.abc import Iterator

import pytest

from tests.running import Installation, free_port, until


def test_a_running_installation_is_well(installation: Installation) -> None:
    up = installation.up()
    until(lambda: up.health()["worker"] == "ok")
    report = installation.run("doctor", env={"RESONANS_PORT": str(up.port)})
    assert report.returncode == 0, report.stdout
    assert "✗" not in report.stdout
    assert f"resonans answers on 127.0.0.1:{up.port}" in report.stdout
    assert "✓ event lake" in report.stdout


def test_a_stopped_one_is_told_that_nothing_goes_out(home: Installation) -> None:
    report = home.run("doctor", env={"RESONANS_PORT": str(free_port())})
    assert report.returncode == 0
    assert "! worker: None runs, so nothing goes out." in report.stdout
    assert "✓ accounts of Kajen: 1 connected" in report.stdout


def test_an_empty_folder_is_told_to_start(installation: Installation) -> None:
    report = installation.run("doctor")
    assert report.returncode == 1
    assert "resonans up" in report.stdout
    assert not (installation.data_dir / "secret.key").exists()


def test_a_key_that_others_can_read_is_bad_and_the_cure_is_named(home: Installation) -> None:
    key = home.data_dir / "secret.key"
    key.chmod(0o644)
    report = home.run("doctor")
    assert report.returncode == 1
    assert f"chmod 600 {key}" in report.stdout


def test_an_account_that_must_be_reconnected_is_named(home: Installation) -> None:
    home.python("from resonans.networks.models import Account; Account.objects.update(health='reconnect')")
    report = home.run("doctor")
    assert report.returncode == 1
    assert "account kajen on sandbox" in report.stdout
    assert "Settings → Accounts of Kajen" in report.stdout


def test_a_lake_that_cannot_be_read_is_bad(home: Installation) -> None:
    home.python("from resonans.events import flush; flush.drain()")
    for part in (home.data_dir / "lake" / "events").rglob("*.parquet"):
        part.unlink()
    report = home.run("doctor")
    assert report.returncode == 1
    assert "✗ event lake" in report.stdout


class _Refusing(socketserver.StreamRequestHandler):
    """A mail server that wants none of it."""

    def handle(self) -> None:
        self.wfile.write(b"554 no service here\r\n")


@pytest.fixture
def refusing_mail() -> Iterator[int]:
    with socketserver.TCPServer(("127.0.0.1", 0), _Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_a_mail_server_that_refuses_is_bad(home: Installation, refusing_mail: int) -> None:
    report = home.run("doctor", env={"RESONANS_SMTP_URL": f"smtp://127.0.0.1:{refusing_mail}"})
    assert report.returncode == 1
    assert f"127.0.0.1:{refusing_mail} does not take our letters" in report.stdout
