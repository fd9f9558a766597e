"""Record keys: timestamp identifiers that are the same whenever the same delivery is tried.

Source: https://atproto.com/specs/tid: 13 characters of base32-sortable, 53 bits of microseconds since 1970,
then 10 bits of a clock's number.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from resonans.networks.contract import Ticket

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
LENGTH = 13
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def record_key(ticket: Ticket) -> str:
    """The key of the ticket's record.

    The milliseconds are the post's time. Both the microseconds within and the clock's number come from the
    ticket's key, so that two posts of the same millisecond differ.
    """
    digest = int.from_bytes(hashlib.sha256(ticket.key.encode()).digest()[:8])
    milliseconds = (ticket.created_at - _EPOCH) // timedelta(milliseconds=1)
    microseconds = milliseconds * 1000 + (digest >> 10) % 1000
    return encode(microseconds, digest & 0x3FF)


def encode(microseconds: int, clock: int) -> str:
    """Both numbers as a timestamp identifier."""
    number = (microseconds & (2**53 - 1)) << 10 | clock & 0x3FF
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def made_at(key: str) -> datetime | None:
    """When a record of this key was made by its own account; None for a key of another form."""
    if len(key) != LENGTH or any(letter not in ALPHABET for letter in key):
        return None
    number = 0
    for letter in key:
        number = number << 5 | ALPHABET.index(letter)
    try:
        return _EPOCH + timedelta(microseconds=number >> 10)
    except OverflowError:
        return None
