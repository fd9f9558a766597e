"""Secrets at rest."""

import multiprocessing
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonans.core import secrets
from resonans.core.secrets import KeyUnusable
from resonans.core.settings import settings


@pytest.fixture
def key_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The key of an installation that was never started."""
    monkeypatch.setenv("RESONANS_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    secrets.forget()
    yield settings().key_path
    monkeypatch.undo()
    settings.cache_clear()
    secrets.forget()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_encrypted_comes_back_and_cannot_be_read(text: str) -> None:
    sealed = secrets.encrypt(text)
    assert secrets.decrypt(sealed) == text
    assert len(text) < 4 or text not in sealed


def test_the_first_use_makes_a_key_that_only_its_owner_reads(key_path: Path) -> None:
    assert not key_path.exists()
    secrets.encrypt("x")
    assert stat.S_IMODE(key_path.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_path.parent.stat().st_mode) == 0o700
    assert [path.name for path in key_path.parent.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_refused_with_the_remedy(key_path: Path, mode: int) -> None:
    secrets.ensure_key(key_path)
    key_path.chmod(mode)
    with pytest.raises(KeyUnusable, match=f"chmod 600 {key_path}"):
        secrets.encrypt("x")


@pytest.mark.parametrize("content", ["", "\n", "not a key\n"])
def test_a_file_that_holds_no_key_is_refused(key_path: Path, content: str) -> None:
    secrets.ensure_key(key_path)
    key_path.write_text(content)
    with pytest.raises(KeyUnusable, match=str(key_path)):
        secrets.encrypt("x")


def test_another_installations_key_does_not_open_it_and_says_so(key_path: Path) -> None:
    sealed = secrets.encrypt("x")
    key_path.unlink()
    secrets.forget()
    with pytest.raises(KeyUnusable, match=r"Put back the secret\.key"):
        secrets.decrypt(sealed)
    with pytest.raises(KeyUnusable):
        secrets.renewed(sealed)


def test_after_a_rotation_old_secrets_open_and_new_ones_use_the_new_key(key_path: Path) -> None:
    old = secrets.encrypt("x")
    signing = secrets.django_keys()
    secrets.rotate(key_path)
    assert stat.S_IMODE(key_path.stat().st_mode) == 0o600
    assert secrets.decrypt(old) == "x"
    renewed = secrets.renewed(old)
    assert secrets.django_keys()[1:] == signing
    key_path.write_text(key_path.read_text().splitlines()[0] + "\n")
    secrets.forget()
    assert secrets.decrypt(renewed) == "x"
    with pytest.raises(KeyUnusable):
        secrets.decrypt(old)


def test_hashes_for_different_purposes_and_parts_differ() -> None:
    hashes = {
        secrets.keyed_hash("a", "x"),
        secrets.keyed_hash("b", "x"),
        secrets.keyed_hash("a", "x", ""),
        secrets.keyed_hash("a", "", "x"),
    }
    assert len(hashes) == 4
    assert secrets.keyed_hash("a", "x") == secrets.keyed_hash("a", "x")


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) / "secret.key" for number in range(20)]
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        made = pool.map(secrets.ensure_key, [path for path in paths for _ in range(6)], chunksize=1)
    assert made.count(True) == len(paths)
    for path in paths:
        assert len(path.read_text().splitlines()) == 1
        assert [each.name for each in path.parent.iterdir()] == ["secret.key"]
