"""Rate budgets: token buckets in rows, one for each account and kind of call, shared by all processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from resonans.core import clock
from resonans.core.models import Bucket

_LATER_S = 5.0
"""Two answers that name reset times closer than this speak of the same window."""
_TRIES = 50


@dataclass(frozen=True, slots=True)
class Rate:
    """`capacity` calls in `per_s` seconds, refilled steadily."""

    capacity: int
    per_s: float


DEFAULT = Rate(300, 300.0)


@dataclass(frozen=True, slots=True)
class AccountBudget:
    """One account's allowance. Not to be used inside a transaction: it would hold the row."""

    account: str
    rates: Mapping[str, Rate] = field(default_factory=dict)

    def take(self, bucket: str, cost: int = 1) -> float:
        """Spend `cost`; 0.0 if it was there, else the seconds to wait (and nothing is spent)."""
        rate = self._rate(bucket)
        if not 0 <= cost <= rate.capacity:
            raise ValueError(f"a call may cost from 0 to {rate.capacity}, not {cost}")
        for _ in range(_TRIES):
            row, now = self._row(bucket, rate), clock.now()
            left, resets_at = _refilled(row, rate, now)
            if left < cost:
                return _wait_s(cost - left, rate, resets_at, now)
            if _swap(row, left - cost, resets_at, now):
                return 0.0
        return rate.per_s / rate.capacity

    def learn(self, bucket: str, *, remaining: int, reset_s: float) -> None:
        """Believe what the network's headers say of a bucket.

        Answers overtake one another: within one window the lower count is the later one.
        """
        rate = self._rate(bucket)
        for _ in range(_TRIES):
            row, now = self._row(bucket, rate), clock.now()
            left, known = _refilled(row, rate, now)
            resets_at = now + timedelta(seconds=max(0.0, reset_s))
            same_window = known is not None and abs((known - resets_at).total_seconds()) <= _LATER_S
            believed = float(max(0, remaining))
            if _swap(row, min(left, believed) if same_window else believed, resets_at, now):
                return

    def _rate(self, bucket: str) -> Rate:
        return self.rates.get(bucket, DEFAULT)

    def _row(self, bucket: str, rate: Rate) -> Bucket:
        row = Bucket.objects.filter(account=self.account, name=bucket).first()
        if row is not None:
            return row
        try:
            with transaction.atomic():
                return Bucket.objects.create(
                    account=self.account, name=bucket, left=float(rate.capacity), counted_at=clock.now()
                )
        except IntegrityError:
            return Bucket.objects.get(account=self.account, name=bucket)


def for_account(account: str, rates: Mapping[str, Rate] | None = None) -> AccountBudget:
    """The allowance of an account, by our id of it; `rates` by bucket, where a network's are known."""
    return AccountBudget(account, dict(rates or {}))


def _refilled(row: Bucket, rate: Rate, now: datetime) -> tuple[float, datetime | None]:
    """What is left at `now`, and until when the network's word counts."""
    if row.resets_at is not None:
        if now < row.resets_at:
            return row.left, row.resets_at
        return float(rate.capacity), None
    gained = max(0.0, (now - row.counted_at).total_seconds()) * rate.capacity / rate.per_s
    return min(float(rate.capacity), row.left + gained), None


def _wait_s(missing: float, rate: Rate, resets_at: datetime | None, now: datetime) -> float:
    if resets_at is not None:
        return (resets_at - now).total_seconds()
    return missing * rate.per_s / rate.capacity


def _swap(row: Bucket, left: float, resets_at: datetime | None, now: datetime) -> bool:
    """Write only if nobody has since the row was read."""
    return bool(
        Bucket.objects.filter(pk=row.pk, version=row.version).update(
            left=left, resets_at=resets_at, counted_at=now, version=row.version + 1
        )
    )
