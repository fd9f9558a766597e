"""Secrets that people and programs carry: random, and kept here only as a hash."""

import hashlib
import secrets


def fresh(prefix: str = "") -> str:
    """A secret of 256 random bits, in characters that survive an address, after `prefix`."""
    return prefix + secrets.token_urlsafe(32)


def digest(purpose: str, secret: str) -> str:
    """64 hexadecimal digits of SHA-256, one space of values for each purpose.

    Only for what `fresh` made: 256 random bits need neither salt nor a slow hash.
    """
    return hashlib.sha256(f"{purpose}\x1f{secret}".encode("utf-8", "surrogatepass")).hexdigest()
