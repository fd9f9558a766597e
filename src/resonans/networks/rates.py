"""What answers say about how often we may ask: Retry-After and the several spellings of rate headers."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from resonans.core import clock

LONGEST_WAIT_S = 86_400.0
_EPOCH_FROM = 1_000_000_000
_MILLISECONDS_FROM = 100_000_000_000
_COMBINED_REMAINING = re.compile(r"\b(?:r|remaining)=(\d+)")
_COMBINED_RESET = re.compile(r"\b(?:t|reset)=(\d+)")


def retry_after_s(headers: httpx.Headers) -> float | None:
    """The seconds that Retry-After asks for, given as seconds or as an HTTP date; None if it says nothing.

    Source: RFC 9110, section 10.2.3. Never negative, never more than a day.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        at = _http_date(text)
        if at is None:
            return None
        seconds = (at - clock.now()).total_seconds()
    return _bounded(seconds)


def remaining(headers: httpx.Headers) -> tuple[int, float] | None:
    """(calls left, seconds until the allowance is whole again), or None where the headers do not say both.

    Read as X-RateLimit-* (reset as ISO time, Unix time or seconds), RateLimit-* of the earlier drafts, and
    the combined RateLimit field of draft-ietf-httpapi-ratelimit-headers-10.
    """
    for prefix in ("x-ratelimit-", "x-rate-limit-", "ratelimit-"):
        left, reset = headers.get(f"{prefix}remaining"), headers.get(f"{prefix}reset")
        if left is not None and reset is not None:
            count, seconds = _count(left), _reset_s(reset)
            return None if count is None or seconds is None else (count, seconds)
    combined = headers.get("ratelimit", "")
    left_match, reset_match = _COMBINED_REMAINING.search(combined), _COMBINED_RESET.search(combined)
    if left_match and reset_match:
        return int(left_match[1]), _bounded(float(reset_match[1]))
    return None


def _count(text: str) -> int | None:
    try:
        return max(0, int(float(text)))
    except (ValueError, OverflowError):
        return None


def _reset_s(text: str) -> float | None:
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        return _iso_s(text)
    if number >= _MILLISECONDS_FROM:
        number /= 1000
    return _bounded(number - clock.now().timestamp() if number >= _EPOCH_FROM else number)


def _iso_s(text: str) -> float | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return _bounded((aware - clock.now()).total_seconds())


def _http_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError, IndexError):
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _bounded(seconds: float) -> float:
    """Within [0, a day]; NaN counts as a day, since a network that says nonsense is better left alone."""
    return min(max(0.0, seconds), LONGEST_WAIT_S) if seconds == seconds else LONGEST_WAIT_S  # noqa: PLR0124
