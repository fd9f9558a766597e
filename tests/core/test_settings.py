"""Settings from the environment."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from resonans.core.settings import Settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "DATABASE_URL"):
        monkeypatch.delenv(f"RESONANS_{name}", raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"RESONANS_{name.upper()}", value)
    return Settings()


def test_a_fresh_machine_needs_no_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    found = Settings()
    assert found.data_dir == tmp_path / "resonans"
    assert found.base_url == "http://localhost:8321"
    assert found.is_loopback
    assert found.key_path == tmp_path / "resonans" / "secret.key"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("port", "0", "greater than or equal to 1"),
        ("port", "65536", "less than or equal to 65535"),
        ("port", "http", "valid integer"),
        ("url", "social.example.org", "whole address"),
        ("url", "ftp://social.example.org", "whole address"),
        ("url", "https://", "whole address"),
        ("url", "https://social.example.org/app", "no path"),
        ("url", "https://social.example.org?x=1", "no path"),
        ("url", "https://social.example.org:99999", "port"),
        ("database_url", "mysql://x/y", "postgresql://"),
        ("smtp_url", "mail.example.org", "smtp://"),
        ("smtp_url", "smtp://", "smtp://"),
        ("mail_from", "kajen", "e-mail address"),
        ("mail_from", "kajen@example.org\r\nBcc: x@example.org", "e-mail address"),
        ("log_level", "loud", "debug, info"),
        ("allow_hosts", "http://10.0.0.1", "not a host"),
        ("allow_hosts", "10.0.0.1, a/b", "not a host"),
        ("allow_hosts", "pds.internal:http", "port"),
        ("trusted_proxies", "-1", "greater than or equal to 0"),
        ("debug", "perhaps", "boolean"),
    ],
)
def test_a_malformed_value_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        read(monkeypatch, **{name: value})
    (error,) = refused.value.errors()
    assert error["loc"] == (name,)
    assert reason in error["msg"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "social.example.org"])
def test_whoever_listens_beyond_this_machine_must_say_their_address(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    with pytest.raises(ValidationError, match="RESONANS_URL is needed"):
        read(monkeypatch, host=host)
    found = read(monkeypatch, host=host, url="https://social.example.org/")
    assert found.base_url == "https://social.example.org"
    assert not found.is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_this_machine_alone_needs_no_address(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert read(monkeypatch, host=host).is_loopback


def test_hosts_are_a_list_in_lower_case(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, allow_hosts=" PDS.internal:2583 ,, 10.0.0.5,[::1]:80 ")
    assert found.allow_hosts == ("pds.internal:2583", "10.0.0.5", "[::1]:80")


def test_a_home_folder_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, data_dir="~/kajen").data_dir == Path.home() / "kajen"


def test_passwords_do_not_show_in_a_printed_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(
        monkeypatch,
        smtp_url="smtp://kajen:hunter2@mail.example.org",
        database_url="postgresql://kajen:hunter2@db.example.org/resonans",
    )
    assert "hunter2" not in repr(found)
    assert "hunter2" not in str(found)
