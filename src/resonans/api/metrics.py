"""Metrics: what they are, and what they say of a brand."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from resonans.api.request import access_of
from resonans.core import queries as core
from resonans.core.errors import Invalid
from resonans.core.types import Access
from resonans.core.words import _
from resonans.events import queries as events
from resonans.networks import queries as networks

if TYPE_CHECKING:
    from resonans.events.lake import Tables
    from resonans.measurement.scope import Scope

router = Router(tags=["metrics"])

LONGEST_DAYS = 400
_YEARS = range(2000, 2200)
_BEFORE = timedelta(days=120)
"""How far back posts and counts are read that the window may rest on."""


class MetricOut(Schema):
    """One entry of the glossary."""

    id: str
    version: int
    name: str
    unit: str
    family: str
    grain: str
    question: str
    formula: str
    source: str
    caveat: str


class MetricsOut(Schema):
    """The glossary."""

    items: list[MetricOut]


class WindowOut(Schema):
    """[start, end); days were cut in `timezone`."""

    start: datetime
    end: datetime
    timezone: str


class IntervalOut(Schema):
    """Where the true value lies, at `level`."""

    low: float
    high: float
    level: float
    method: str


class ValueOut(Schema):
    """A number with all that is needed to judge it; `value` null is unknown, never zero."""

    metric: str
    version: int
    value: float | None
    unit: str
    window: WindowOut
    status: str
    n: int
    coverage: float
    reason: str
    interval: IntervalOut | None
    left_out: list[str]
    as_known_at: datetime | None


class ValuesOut(Schema):
    """Each metric over the whole window."""

    items: list[ValueOut]


class DaysOut(Schema):
    """Each metric on each day."""

    items: dict[str, list[ValueOut]]


class PostRowOut(Schema):
    """A post with its values since publication."""

    post: str
    account: UUID
    network: str
    published_at: datetime
    text: str
    url: str
    elsewhere: bool
    values: dict[str, ValueOut]


class PostsOut(Schema):
    """Some of the posts, and how many there are."""

    items: list[PostRowOut]
    total: int


class Question(Schema):
    """What is asked about: a brand, some days of its zone, and perhaps some of its accounts."""

    brand: UUID
    first_on: date
    last_on: date
    metric: list[str] = Field(min_length=1, max_length=40, description="Ids of the glossary.")
    account: list[UUID] = Field([], max_length=50, description="All of the brand's if none is named.")
    as_known_at: datetime | None = Field(None, description="As the lake stood then; with an offset.")


Asked = Annotated[Question, Query()]


@router.get("/metrics", response=MetricsOut, summary="List metrics")
def list_metrics(request: HttpRequest) -> dict[str, object]:
    """Scope `read`. In the language that the request prefers."""
    from resonans.measurement.metric import metrics

    core.workspace(access_of(request))
    return {"items": [_described(each) for each in metrics()]}


@router.get("/metrics/values", response=ValuesOut, summary="Read metrics over a window")
def read_values(request: HttpRequest, asked: Asked) -> dict[str, object]:
    """Scope `read`."""
    from resonans.measurement.measure import measure

    tables, scope = _framed(access_of(request), asked)
    found = measure(tables, scope, _known(asked.metric))
    return {"items": list(found.values())}


@router.get("/metrics/days", response=DaysOut, summary="Read metrics day by day")
def read_days(request: HttpRequest, asked: Asked) -> dict[str, object]:
    """Scope `read`. Refused with 422 for metrics that have no day of their own."""
    from resonans.measurement.measure import by_day

    tables, scope = _framed(access_of(request), asked)
    ids = _known(asked.metric)
    try:
        return {"items": by_day(tables, scope, ids)}
    except ValueError as error:
        problem = _("One of these metrics belongs to posts and has no day of its own.")
        raise Invalid(problem, fields={"metric": problem}) from error


@router.get("/metrics/posts", response=PostsOut, summary="Read metrics post by post")
def read_posts(
    request: HttpRequest,
    asked: Asked,
    *,
    order: Annotated[str, Query(max_length=60, description="A metric's id; empty: the newest first.")] = "",
    ascending: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> dict[str, object]:
    """Scope `read`."""
    from resonans.measurement.measure import by_post

    tables, scope = _framed(access_of(request), asked)
    ids = _known(asked.metric)
    if order and order not in ids:
        problem = _("Order by one of the metrics that are asked for.")
        raise Invalid(problem, fields={"order": problem})
    found = by_post(tables, scope, ids, order=order, ascending=ascending, limit=limit, offset=offset)
    return {"items": found.rows, "total": found.total}


def _described(metric: object) -> dict[str, str]:
    shown = {name: str(getattr(metric, name)) for name in ("id", "version", "unit", "family", "grain")}
    words = {
        name: _(str(getattr(metric, name))) if getattr(metric, name) else ""
        for name in ("name", "question", "formula", "source", "caveat")
    }
    return shown | words


def _known(ids: list[str]) -> list[str]:
    from resonans.measurement.metric import metrics

    known = {each.id for each in metrics()}
    for name in ids:
        if name not in known:
            problem = _("There is no metric “%(name)s”. They are listed at /api/v1/metrics.") % {
                "name": name[:60]
            }
            raise Invalid(problem, fields={"metric": problem})
    return list(dict.fromkeys(ids))


def _framed(access: Access, asked: Question) -> "tuple[Tables, Scope]":
    """The workspace's tables and the scope in the brand's zone. Raises Invalid for days that are none."""
    from resonans.measurement import offers
    from resonans.measurement.scope import days

    brand = core.brand(access, asked.brand)
    if asked.first_on.year not in _YEARS or asked.last_on.year not in _YEARS:
        raise _bad_days(_("These days lie too far away."))
    if not 0 <= (asked.last_on - asked.first_on).days < LONGEST_DAYS:
        raise _bad_days(
            _("Ask for 1 to %(longest)d days, the first before the last.") % {"longest": LONGEST_DAYS}
        )
    if asked.as_known_at is not None and asked.as_known_at.utcoffset() is None:
        problem = _("Say the offset, such as 2026-11-24T17:30:00Z.")
        raise Invalid(problem, fields={"as_known_at": problem})
    window = days(brand.timezone, asked.first_on, asked.last_on)
    accounts = networks.accounts(access, brand=brand.id, with_disconnected=True)
    chosen = [each for each in accounts if not asked.account or each.id in asked.account]
    scope = offers.scope(((each.id, each.network) for each in chosen), window, as_known_at=asked.as_known_at)
    tables = events.tables(
        access, since=window.start - _BEFORE, until=window.end, as_known_at=asked.as_known_at
    )
    return tables, scope


def _bad_days(problem: str) -> Invalid:
    return Invalid(problem, fields={"first_on": problem})
