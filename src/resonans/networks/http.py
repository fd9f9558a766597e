"""The one HTTP client: time-outs, retry-after, rate budgets, and no way into private networks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import httpx


class Budget(Protocol):
    """An account's allowance of calls, kept where every process sees it."""

    def take(self, bucket: str, cost: int = 1) -> float:
        """Spend `cost`; 0.0 if it was there, else the seconds to wait (and nothing is spent)."""

    def learn(self, bucket: str, *, remaining: int, reset_s: float) -> None:
        """Believe what the network's headers say of a bucket."""


@dataclass(frozen=True, slots=True)
class Http:
    """A client bound to one account's budget."""

    client: httpx.Client
    budget: Budget | None = None
    first_byte: Callable[[], None] | None = None
    """Called when the first byte of a request leaves, for the measure of delay."""
