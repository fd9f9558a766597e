"""Secrets at rest: Fernet (AES-128-CBC with HMAC-SHA256), with rotation by several keys in one file.

The first start makes the file `secret.key` in the data folder, mode 0600: one key a line, the first encrypts,
all of them decrypt.
"""

import hashlib
import hmac
import os
import stat
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from resonans.core.errors import ResonansError
from resonans.core.settings import settings


class KeyUnusable(ResonansError):
    """The key file is missing, readable by others, or not the one that encrypted the data."""

    code = "key_unusable"


def encrypt(text: str) -> str:
    """Encrypt for the database."""
    return _box(settings().key_path).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Decrypt what `encrypt` made; raises KeyUnusable if this key did not make it."""
    try:
        return _box(settings().key_path).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise KeyUnusable(
            "A stored secret does not open with this installation's key. "
            "Put back the secret.key that belongs to this database."
        ) from error


def keyed_hash(purpose: str, *parts: str) -> str:
    """64 hexadecimal digits of HMAC-SHA256 under the newest key, one space of values for each purpose."""
    message = "\x1f".join((purpose, *parts)).encode()
    return hmac.new(_newest(settings().key_path), message, hashlib.sha256).hexdigest()


def django_key() -> str:
    """The key with which Django signs sessions and forms, derived from ours."""
    return keyed_hash("django")


def ensure_key(path: Path) -> bool:
    """Make the key file if there is none; True if it was made. Safe for two processes at once."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def _keys(path: Path) -> list[bytes]:
    ensure_key(path) if not path.exists() else None
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyUnusable(f"{path} can be read by others on this machine. Run: chmod 600 {path}")
    return [line.strip() for line in path.read_bytes().splitlines() if line.strip()]


@cache
def _box(path: Path) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in _keys(path)])
    except ValueError as error:
        raise KeyUnusable(f"{path} does not hold a key that resonans made.") from error


@cache
def _newest(path: Path) -> bytes:
    return _keys(path)[0]
