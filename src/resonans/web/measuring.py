"""What the Measure page asks and shows: the reader's choice, changes in words, days as a chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from resonans.core import clock
from resonans.core.types import Access, Brand
from resonans.core.words import N_, _, ngettext
from resonans.events import queries as events
from resonans.measurement import offers
from resonans.measurement.compare import Change, Verdict, changes
from resonans.measurement.measure import PostPage, by_day, by_post
from resonans.measurement.metric import Metric, metric
from resonans.measurement.scope import Scope, before, dates, days, last_days
from resonans.measurement.value import Status, Value, Window
from resonans.networks import queries as networks
from resonans.networks.registry import connector
from resonans.networks.types import Account
from resonans.web import formats, shown

if TYPE_CHECKING:
    from resonans.charts.chart import Chart

SPANS = (7, 28, 90)
LEADING = ("engagements", "impressions", "er_impressions", "reach", "followers", "follower_growth")
DELIVERY = ("delivery_success_rate", "delivery_delay_s", "unknown_rate")
DRAWN = ("engagements", "impressions", "followers")
POST_COLUMNS = ("engagements", "impressions", "reach", "er_impressions", "er_followers")
PER_PAGE = 25
LONGEST_DAYS = 366
_MEMORY = timedelta(days=120)
"""How far before the window the lake is read, for what had gathered by then."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader chose, from the address; anything malformed falls back to the usual 28 days."""

    window: Window
    span: int | None
    """7, 28 or 90 days up to yesterday; None for days of the reader's own."""
    account: UUID | None
    drawn: str
    order: str
    offset: int

    def url(self, **changed: str | int) -> str:
        """The address of the same question with something changed."""
        told = dates(self.window)
        base: dict[str, str | int] = {"show": self.drawn, "order": self.order}
        if self.span is None:
            base |= {"from": told[0].isoformat(), "to": told[-1].isoformat()}
        else:
            base["days"] = self.span
        if self.account is not None:
            base["account"] = str(self.account)
        return "?" + urlencode({**base, **changed})


def question(given: Mapping[str, str], brand: Brand) -> Question:
    """Read the reader's choice."""
    window, span = _window(given, brand.timezone)
    try:
        account = UUID(given.get("account", ""))
    except ValueError:
        account = None
    offset = given.get("offset", "0")
    return Question(
        window=window,
        span=span,
        account=account,
        drawn=given["show"] if given.get("show") in DRAWN else DRAWN[0],
        order=given["order"] if given.get("order") in POST_COLUMNS else "",
        offset=min(int(offset), 100_000) if offset.isascii() and offset.isdigit() else 0,
    )


def _window(given: Mapping[str, str], timezone: str) -> tuple[Window, int | None]:
    try:
        first, last = date.fromisoformat(given.get("from", "")), date.fromisoformat(given.get("to", ""))
        if last < first + timedelta(days=LONGEST_DAYS) and date(2000, 1, 1) < first and last.year < 2200:
            return days(timezone, first, last), None
    except ValueError:
        pass
    asked = given.get("days", "")
    span = int(asked) if asked in {str(each) for each in SPANS} else 28
    return last_days(timezone, span, clock.now()), span


@dataclass(frozen=True, slots=True)
class Card:
    """A metric in words: its value, and against the window before."""

    metric: Metric
    now: Value
    trust: str
    """What to know of the value beside the page's own note that the latest days may still change."""
    text: str
    """How it changed, in a sentence."""
    tone: str
    """ok, bad or "" as the change is good, bad or unclear."""
    left_out: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page shows."""

    accounts: tuple[Account, ...]
    cards: tuple[Card, ...]
    deliveries: tuple[Card, ...]
    days: tuple[Value, ...]
    drawn: Metric
    posts: PostPage
    collected_at: datetime | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known of the window."""
        return not self.posts.total and all(each.now.value is None for each in self.cards)


def with_today(asked: Question, brand: Brand) -> Question:
    """The same number of days, but up to and with today: for a brand whose first day it is."""
    last = today(brand)
    first = last - timedelta(days=len(dates(asked.window)) - 1)
    return replace(asked, window=days(brand.timezone, first, last))


def cards(access: Access, brand: Brand, asked: Question, names: Sequence[str]) -> tuple[Card, ...]:
    """Some metrics of the question, against the window before."""
    scope = scope_of(accounts_of(access, brand), asked)
    since = before(scope).window.start - _MEMORY
    found = changes(events.tables(access, since=since, until=asked.window.end), scope, names)
    return tuple(card(found[name], asked) for name in names)


def accounts_of(access: Access, brand: Brand) -> tuple[Account, ...]:
    """The brand's accounts, those that were disconnected too, since their history stays."""
    return networks.accounts(access, brand=brand.id, with_disconnected=True)


def scope_of(accounts: Sequence[Account], asked: Question) -> Scope:
    """The scope of the question: one account, or all."""
    chosen = [each for each in accounts if asked.account in {None, each.id}] or list(accounts)
    return offers.scope(((each.id, each.network) for each in chosen), asked.window)


def overview(access: Access, brand: Brand, asked: Question) -> Overview:
    """Measure everything that the page shows."""
    accounts = accounts_of(access, brand)
    scope = scope_of(accounts, asked)
    since = before(scope).window.start - _MEMORY
    tables = events.tables(access, since=since, until=asked.window.end)
    found = changes(tables, scope, (*LEADING, *DELIVERY))
    collected = [each.last_collected_at for each in accounts if each.last_collected_at is not None]
    return Overview(
        accounts=accounts,
        cards=tuple(card(found[name], asked) for name in LEADING),
        deliveries=tuple(card(found[name], asked) for name in DELIVERY),
        days=by_day(tables, scope, [asked.drawn])[asked.drawn],
        drawn=metric(asked.drawn),
        posts=by_post(tables, scope, POST_COLUMNS, order=asked.order, limit=PER_PAGE, offset=asked.offset),
        collected_at=min(collected) if collected else None,
    )


def all_posts(access: Access, brand: Brand, asked: Question) -> PostPage:
    """Every post of the window, for the file."""
    scope = scope_of(accounts_of(access, brand), asked)
    tables = events.tables(access, since=before(scope).window.start - _MEMORY, until=asked.window.end)
    return by_post(tables, scope, POST_COLUMNS, order=asked.order, limit=1_000_000)


def series(access: Access, brand: Brand, asked: Question) -> tuple[Value, ...]:
    """The drawn metric by day, for the file."""
    scope = scope_of(accounts_of(access, brand), asked)
    tables = events.tables(access, since=before(scope).window.start - _MEMORY, until=asked.window.end)
    return by_day(tables, scope, [asked.drawn])[asked.drawn]


def card(change: Change, asked: Question) -> Card:
    """A change in words."""
    entry = metric(change.now.metric)
    good = {Verdict.UP: entry.better, Verdict.DOWN: -entry.better}.get(change.verdict, 0)
    return Card(
        metric=entry,
        now=change.now,
        trust="" if change.now.status is Status.PROVISIONAL else shown.measured(change.now).status,
        text=_changed(change, len(dates(asked.window))),
        tone={1: "ok", -1: "bad"}.get(good, ""),
        left_out=_left_out(change.now.left_out),
    )


def _changed(change: Change, count: int) -> str:
    if change.verdict is Verdict.NO_DATA or change.difference is None:
        return _("There is nothing to compare it with.")
    unit = change.now.unit
    if change.interval is None and change.verdict is Verdict.UNCLEAR:
        return _("Too few to tell whether it changed.")
    if change.interval is None:
        return ngettext(
            "%(difference)s against the day before.",
            "%(difference)s against the %(days)s days before.",
            count,
        ) % {"difference": _difference(change.difference, unit), "days": count}
    parts = {
        "difference": _difference(change.difference, unit),
        "low": _difference(change.interval.low, unit),
        "high": _difference(change.interval.high, unit),
        "days": count,
    }
    if change.verdict is Verdict.UNCLEAR:
        unclear = ngettext(
            "Unclear whether it changed: %(low)s to %(high)s against the day before.",
            "Unclear whether it changed: %(low)s to %(high)s against the %(days)s days before.",
            count,
        )
        return unclear % parts
    clear = ngettext(
        "%(difference)s against the day before, likely %(low)s to %(high)s.",
        "%(difference)s against the %(days)s days before, likely %(low)s to %(high)s.",
        count,
    )
    return clear % parts


def _difference(value: float, unit: str) -> str:
    if unit == "share":
        return _("%(points)s points") % {"points": formats.signed(value * 100, 1)}
    if unit == "seconds":
        sign = "+" if value > 0 else formats.MINUS if value < 0 else ""
        return sign + formats.duration(abs(value))
    return formats.signed(value, 1 if unit == "times" else 0)


_FIELDS = {
    "impressions": N_("impressions"),
    "views": N_("views"),
    "reach": N_("reach"),
    "reactions": N_("reactions"),
    "comments": N_("comments"),
    "shares": N_("shares"),
    "saves": N_("saves"),
    "clicks": N_("clicks"),
}


def _left_out(parts: Sequence[str]) -> str:
    """“Mastodon: saves, impressions. Bluesky: saves.” for what networks do not offer."""
    lacking: dict[str, list[str]] = {}
    for part in parts:
        network, _colon, field = part.partition(":")
        lacking.setdefault(network, []).append(_(_FIELDS[field]) if field in _FIELDS else field)
    return " ".join(
        f"{connector(network).declaration.title}: {', '.join(fields)}." for network, fields in lacking.items()
    )


def drawing(found: Overview, asked: Question, language: str) -> "Chart":
    """The days as a chart: bars of what was added each day, a line of what stands."""
    from resonans.charts.chart import Point, Style
    from resonans.charts.line import bars, line_with_band

    points = [
        Point(
            label=formats.day(day, year=False).split(" ", 1)[1],
            value=value.value,
            provisional=value.status is Status.PROVISIONAL,
            note=shown.measured(value).status,
        )
        for day, value in zip(dates(asked.window), found.days, strict=True)
    ]
    name = _(found.drawn.name)
    draw = line_with_band if found.drawn.id == "followers" else bars
    return draw(
        points,
        title=name,
        description=_course(found.days, asked, name),
        style=Style(language),
        columns=(_("Day"), name, _("Likely range"), _("Note")),
    )


def _course(values: Sequence[Value], asked: Question, name: str) -> str:
    """The chart in a sentence: its highest and its last known day."""
    known = [
        (day, value.value)
        for day, value in zip(dates(asked.window), values, strict=True)
        if value.value is not None
    ]
    if not known:
        return _("%(name)s by day: nothing is known of these days.") % {"name": name}
    top = max(known, key=lambda pair: pair[1])
    last = known[-1]
    return _("%(name)s by day. Highest on %(top_day)s with %(top)s; last on %(last_day)s with %(last)s.") % {
        "name": name,
        "top_day": formats.day(top[0]),
        "top": formats.number(top[1]),
        "last_day": formats.day(last[0]),
        "last": formats.number(last[1]),
    }


def may_still_change(asked: Question) -> bool:
    """Whether the window reaches into the last 72 hours."""
    return asked.window.end > clock.now() - timedelta(hours=72)


def in_words(window: Window) -> str:
    """Mon 26 Oct to Sun 22 Nov."""
    told = dates(window)
    return _("%(first)s to %(last)s") % {"first": formats.day(told[0]), "last": formats.day(told[-1])}


def today(brand: Brand) -> date:
    """The brand's day."""
    return clock.now().astimezone(ZoneInfo(brand.timezone)).date()
