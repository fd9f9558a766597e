"""Identifiers. Every row is named by a UUIDv7: unique everywhere, and sorted by the time of its making."""

import secrets
import threading
import uuid

from resonans.core import clock

_lock = threading.Lock()
_latest = (-1, 0)


def new() -> uuid.UUID:
    """A UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits.

    Within one process and millisecond each is greater than the one before (section 6.2, method 2).
    """
    global _latest  # noqa: PLW0603  (what came before is what it must exceed)
    milliseconds = int(clock.now().timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    with _lock:
        at, tail = _latest
        # 73 random bits at first, so that steps of up to 2**32 never run out of the 74th.
        tail = tail + 1 + secrets.randbits(32) if at == milliseconds else secrets.randbits(73)
        _latest = (milliseconds, tail)
    return uuid.UUID(
        int=milliseconds << 80 | 0x7 << 76 | tail >> 62 << 64 | 0b10 << 62 | tail & (1 << 62) - 1
    )
