"""Chance that can be repeated: every draw hangs on the world's seed and on what it is drawn for."""

import hashlib

import numpy as np


def draws(seed: str, *purpose: str) -> np.random.Generator:
    """A generator that gives the same numbers for the same seed and purpose, and others for any other."""
    text = "\x1f".join((seed, *purpose))
    digest = hashlib.sha256(text.encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def digits(count: int, *particulars: str) -> str:
    """`count` hexadecimal digits that name the particulars."""
    return hashlib.sha256("\x1f".join(particulars).encode()).hexdigest()[:count]
