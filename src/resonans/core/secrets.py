"""Secrets at rest: Fernet (AES-128-CBC with HMAC-SHA256), with rotation by several keys in one file.

The first start makes the file `secret.key` in the data folder, mode 0600: one key a line, the first encrypts,
all of them decrypt.
"""

import hashlib
import hmac
import os
import stat
import tempfile
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
        raise _foreign() from error


def renewed(token: str) -> str:
    """The same secret under the newest key; for rows that are rewritten after `rotate`."""
    try:
        return _box(settings().key_path).rotate(token.encode()).decode()
    except InvalidToken as error:
        raise _foreign() from error


def keyed_hash(purpose: str, *parts: str) -> str:
    """64 hexadecimal digits of HMAC-SHA256 under the newest key, one space of values for each purpose.

    Changes when the key is rotated: for what is compared within days, not for names that must last.
    """
    return _hash_under(_keys(settings().key_path)[0], purpose, *parts)


def django_keys() -> list[str]:
    """The keys by which Django signs sessions and forms: the first signs, all of them are accepted."""
    return [_hash_under(key, "django") for key in _keys(settings().key_path)]


def rotate(path: Path) -> None:
    """Put a new key on top of the file. What older keys encrypted still opens.

    Every process of the installation must be started anew after it.
    """
    _replace(path, [Fernet.generate_key(), *_keys(path)])
    forget()


def forget() -> None:
    """Read the key file anew at the next use."""
    _box.cache_clear()
    _keys.cache_clear()


def ensure_key(path: Path) -> bool:
    """Make the key file if there is none; True if it was made. Safe for two processes at once."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(path, [Fernet.generate_key()])
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def _replace(path: Path, keys: list[bytes]) -> None:
    _draft(path, keys).replace(path)


def _draft(path: Path, keys: list[bytes]) -> Path:
    """A whole, private file beside `path`, on the disk before it takes its name."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b"".join(key + b"\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


@cache
def _keys(path: Path) -> list[bytes]:
    ensure_key(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyUnusable(f"{path} can be read by others on this machine. Run: chmod 600 {path}")
    keys = [line.strip() for line in path.read_bytes().splitlines() if line.strip()]
    if not keys:
        raise KeyUnusable(f"{path} is empty. Put back the secret.key that belongs to this database.")
    return keys


@cache
def _box(path: Path) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in _keys(path)])
    except ValueError as error:
        raise KeyUnusable(f"{path} does not hold a key that resonans made.") from error


def _hash_under(key: bytes, purpose: str, *parts: str) -> str:
    return hmac.new(key, "\x1f".join((purpose, *parts)).encode(), hashlib.sha256).hexdigest()


def _foreign() -> KeyUnusable:
    return KeyUnusable(
        "A stored secret does not open with this installation's key. "
        "Put back the secret.key that belongs to this database."
    )
