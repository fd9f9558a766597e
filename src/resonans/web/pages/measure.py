"""Measure: what changed, and with which posts."""

import csv
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from resonans.core.errors import NotFound
from resonans.core.permissions import Permission, require
from resonans.core.types import Access, Brand
from resonans.core.words import _
from resonans.measurement.metric import metric
from resonans.measurement.scope import dates
from resonans.web import measuring
from resonans.web import request as requests

WIDE, SMALL = (760, 280), (360, 240)


def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """The overview; `?days=`, `?from=&to=`, `?account=`, `?show=` and `?order=` choose."""
    place = requests.place(request, slug)
    require(place.access, Permission.READ)
    brand = place.brand
    accounts = measuring.accounts_of(place.access, brand) if brand else ()
    if brand is None or not accounts:
        return render(request, "pages/measure_empty.html", {"section": "measure", "has_brand": brand})
    asked = measuring.question(request.GET.dict(), brand)
    found = measuring.overview(place.access, brand, asked)
    if asked.span is not None and found.is_empty:
        asked = measuring.with_today(asked, brand)
        found = measuring.overview(place.access, brand, asked)
    return render(request, "pages/measure.html", _context(brand, asked, found))


def _context(brand: Brand, asked: measuring.Question, found: measuring.Overview) -> dict[str, object]:
    from resonans.charts.draw import draw

    chart = measuring.drawing(found, asked, get_language() or "en")
    told = dates(asked.window)
    names = {each.id: f"{each.name or each.handle} ({each.handle})" for each in found.accounts}
    columns = [metric(name) for name in measuring.POST_COLUMNS]
    return {
        "section": "measure",
        "asked": asked,
        "found": found,
        "names": names,
        "brand": brand,
        "period": measuring.in_words(asked.window),
        "may_change": measuring.may_still_change(asked),
        "first_on": told[0].isoformat(),
        "last_on": told[-1].isoformat(),
        "today": measuring.today(brand).isoformat(),
        "spans": [
            {"key": span, "label": _("%(days)s days") % {"days": span}, "url": asked.url(days=span)}
            for span in measuring.SPANS
        ],
        "drawn": [
            {"key": name, "label": _(metric(name).name), "url": asked.url(show=name) + "#days"}
            for name in measuring.DRAWN
        ],
        "columns": [
            {"metric": each, "url": asked.url(order=each.id) + "#posts", "current": each.id == asked.order}
            for each in columns
        ],
        "by_time": asked.url(order="") + "#posts",
        "svg": mark_safe(draw(chart, *WIDE, name="days")),  # noqa: S308  (drawn here, its words escaped)
        "small": mark_safe(draw(chart, *SMALL, name="days-small")),  # noqa: S308
        "chart": chart,
        "rows": [(label, value, note) for label, value, _range, note in chart.table.rows],
        "days_csv": "days.csv" + asked.url(),
        "posts_csv": "posts.csv" + asked.url(),
        "older": asked.url(offset=asked.offset + measuring.PER_PAGE) + "#posts"
        if asked.offset + measuring.PER_PAGE < found.posts.total
        else "",
        "newer": asked.url(offset=max(0, asked.offset - measuring.PER_PAGE)) + "#posts"
        if asked.offset
        else "",
    }


def days_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The drawn metric by day: day, value (empty where unknown), status, reason."""
    access, brand, asked = _exported(request, slug)
    values = measuring.series(access, brand, asked)
    rows = (
        (day.isoformat(), "" if value.value is None else value.value, value.status.value, value.reason)
        for day, value in zip(dates(asked.window), values, strict=True)
    )
    return _file(f"{asked.drawn}.csv", ("day", asked.drawn, "status", "reason"), rows)


def posts_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The posts of the window with their values; empty where unknown."""
    access, brand, asked = _exported(request, slug)
    page = measuring.all_posts(access, brand, asked)
    head = ("post", "network", "account", "published_at", "url", "text", *measuring.POST_COLUMNS)
    rows = (
        (
            post.post,
            post.network,
            str(post.account),
            post.published_at.isoformat(),
            post.url,
            post.text,
            *("" if (value := post.values[name].value) is None else value for name in measuring.POST_COLUMNS),
        )
        for post in page.rows
    )
    return _file("posts.csv", head, rows)


def _exported(request: HttpRequest, slug: str) -> tuple[Access, Brand, measuring.Question]:
    place = requests.place(request, slug)
    require(place.access, Permission.EXPORT)
    if place.brand is None:
        raise NotFound(_("There is no brand yet."))
    return place.access, place.brand, measuring.question(request.GET.dict(), place.brand)


class _Line:
    """What a csv writer writes to: gives the line back."""

    def write(self, line: str) -> str:
        return line


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _file(name: str, head: Iterable[str], rows: Iterable[tuple[object, ...]]) -> StreamingHttpResponse:
    """A CSV that a spreadsheet opens as text: a cell that would be a formula gets an apostrophe."""
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(head)
        for row in rows:
            yield writer.writerow(
                f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row
            )

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
