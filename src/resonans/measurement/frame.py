"""The tables over which metrics are expressed: a scope's facts and its times, as relations.

A scope's accounts and what was known are cut from the lake before an expression sees it, and its times are
rows of small tables. So an expression never holds a question's own numbers: it is built and compiled to SQL
once for each choice of metrics, which takes Ibis longer than DuckDB takes to answer.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

TIME = "timestamp('UTC', 6)"
FAR = -1_000_000
"""The day that stands for all the time before the window before."""

COUNTERS = ("impressions", "views", "reactions", "comments", "shares", "saves", "clicks")
UNIQUES = ("reach",)
FIELDS = COUNTERS + UNIQUES


class Frame:
    """Relations without data, which expressions stand on.

    - `events`: of the scope's accounts, as they were known: what was published and delivered, and since the
      window before began also what the workspace's own accounts did.
    - `follows` (account, now, before): how many follows were told in the window and in the one before.
    - `observations`: of the scope's accounts, as they were known.
    - `periods` (period, start, end): the window as period 0, the window before as period 1.
    - `spans` (utc_day, day, begins, ends): the days of both windows, numbered from 0 at the window's first
      and from −1 backwards before it; a row for each UTC day that a day touches.
    - `networks` (network, tells_follows, lacks_impressions, lacks_…): what each network does not offer.
    - `daily` and `posts`: what `daily` and `posts.posts` make of them, made once for a scope.
    """

    def __init__(self) -> None:
        import ibis

        self.events: ir.Table = ibis.table(EVENTS, name="measured_events")
        self.follows: ir.Table = ibis.table(
            {"account": "string", "now": "int64", "before": "int64"}, name="measured_follows"
        )
        self.observations: ir.Table = ibis.table(OBSERVATIONS, name="measured_observations")
        self.periods: ir.Table = ibis.table(
            {"period": "int64", "start": TIME, "end": TIME}, name="measured_periods"
        )
        self.spans: ir.Table = ibis.table(
            {"utc_day": "int64", "day": "int64", "begins": TIME, "ends": TIME}, name="measured_spans"
        )
        lacks = {f"lacks_{field}": "boolean" for field in FIELDS}
        self.networks: ir.Table = ibis.table(
            {"network": "string", "tells_follows": "boolean", **lacks}, name="measured_networks"
        )
        self.daily: ir.Table = ibis.table(_DAILY, name="measured_daily")
        self.posts: ir.Table = ibis.table(_POSTS, name="measured_posts")

    @property
    def start(self) -> "ir.TimestampScalar":
        """When the window begins."""
        return self.periods.filter(self.periods.period == 0).start.max().as_scalar()

    @property
    def earlier(self) -> "ir.TimestampScalar":
        """When the window before begins."""
        return self.periods.start.min().as_scalar()

    @property
    def end(self) -> "ir.TimestampScalar":
        """When the window ends."""
        return self.periods["end"].max().as_scalar()


EVENTS = {
    "kind": "string",
    "account": "string",
    "network": "string",
    "post": "string",
    "occurred_at": TIME,
    "media_type": "string",
    "text": "string",
    "extra": "string",
}
OBSERVATIONS = {
    "account": "string",
    "network": "string",
    "subject_kind": "string",
    "subject": "string",
    "metric": "string",
    "value": "int64",
    "missing_reason": "string",
    "observed_at": TIME,
}
_POSTS = {
    "account": "string",
    "post": "string",
    "network": "string",
    "published_at": TIME,
    "text": "string",
    "url": "string",
    "media": "string",
    "elsewhere": "boolean",
    "followers": "int64",
}
_DAILY = {
    "account": "string",
    "network": "string",
    "subject_kind": "string",
    "subject": "string",
    "metric": "string",
    "day": "int64",
    "value": "int64",
    "first_at": TIME,
    "last_at": TIME,
    "reason": "string",
}


def daily(frame: Frame) -> "ir.Table":
    """Observations of the scope, one row for each subject, metric and day, FAR for what is older.

    `value` is the day's last number, `first_at` and `last_at` when the day's first and last numbers were read
    (null on a day without one), `reason` the day's last word on why there was none.
    """
    import ibis

    seen = frame.observations
    seen = seen.filter(seen.observed_at < frame.end)
    kept = [
        "account",
        "network",
        "subject_kind",
        "subject",
        "metric",
        "value",
        "missing_reason",
        "observed_at",
    ]
    old = seen.filter(seen.observed_at < frame.earlier)
    recent = seen.filter(seen.observed_at >= frame.earlier)
    spans = frame.spans
    placed = recent.join(
        spans,
        [
            (recent.observed_at.truncate("s").epoch_seconds() / 86400).floor().cast("int64") == spans.utc_day,
            recent.observed_at >= spans.begins,
            recent.observed_at < spans.ends,
        ],
    )
    both = placed.select(*kept, "day").union(old.select(*kept, day=ibis.literal(FAR, "int64")))
    known = both.value.notnull()
    return both.group_by("account", "network", "subject_kind", "subject", "metric", "day").agg(
        value=both.value.argmax(both.observed_at, where=known),
        first_at=both.observed_at.min(where=known),
        last_at=both.observed_at.max(where=known),
        reason=both.missing_reason.argmax(both.observed_at, where=~known),
    )
