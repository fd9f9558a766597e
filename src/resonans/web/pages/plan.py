"""Plan: what goes out when, as month, week, agenda, or drafts without a time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from resonans.core import clock
from resonans.core.errors import Conflict, Invalid
from resonans.core.types import Access, Brand
from resonans.core.words import N_, _
from resonans.publishing import actions, queries
from resonans.publishing.types import PostState, SkippedTime, Wall
from resonans.web import calendar, formats
from resonans.web import request as requests

VIEWS = {"month": N_("Month"), "week": N_("Week"), "agenda": N_("Agenda"), "drafts": N_("Drafts")}
_UNPLANNED = (PostState.DRAFT, PostState.DECLINED, PostState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class _View:
    key: str
    label: str
    url: str


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; asked by htmx, the calendar alone."""
    here = requests.place(request, slug)
    if here.brand is None:
        return render(request, "pages/plan_empty.html", {"section": "plan"})
    context = view_of(here.access, here.brand, request.GET, several=len(here.brands) > 1)
    template = "parts/plan.html" if requests.is_fragment(request) else "pages/plan.html"
    return render(request, template, context | {"section": "plan", "has_new": True})


def view_of(access: Access, brand: Brand, query: QueryDict, *, several: bool = False) -> dict[str, Any]:
    """What the calendar shows for a query (`view`, `on`, `cursor`)."""
    view = query.get("view", "month")
    view = view if view in VIEWS else "month"
    today = clock.now().astimezone(ZoneInfo(brand.timezone)).date()
    on = day_of(query.get("on", "")) or today
    named = str(brand.id) if several else ""
    found = _STRETCHES[view](access, brand, on, today, query.get("cursor", ""))
    steps = {name: calendar.address(view, day, named) for name, day in found.pop("steps", {}).items()}
    views = [_View(key, _(label), calendar.address(key, on, named)) for key, label in VIEWS.items()]
    here = calendar.address(view, on, named)
    return found | {"view": view, "views": views, "on": on, "today": today, "steps": steps, "here": here}


def _month(access: Access, brand: Brand, on: date, today: date, _cursor: str) -> dict[str, Any]:
    start, end = calendar.first_shown(on), calendar.last_shown(on)
    entries = queries.calendar(access, brand.id, start, end)
    inside = [entry for entry in entries if entry.on and entry.on.month == on.month]
    return {
        "title": formats.month(on),
        "lead": calendar.lead(inside),
        "counts": calendar.counts(inside),
        "weeks": calendar.weeks(calendar.days(entries, start, end, today, on)),
        "weekdays": formats.weekdays(),
        "steps": {"before": calendar.previous_month(on), "after": calendar.next_month(on), "today": today},
    }


def _week(access: Access, brand: Brand, on: date, today: date, _cursor: str) -> dict[str, Any]:
    start = on - timedelta(days=on.weekday())
    end = start + timedelta(days=6)
    entries = queries.calendar(access, brand.id, start, end)
    return {
        "title": _("%(week)s, %(year)d") % {"week": formats.week(on), "year": on.isocalendar().year},
        "lead": calendar.lead(entries),
        "counts": calendar.counts(entries),
        "days": calendar.days(entries, start, end, today),
        "steps": {"before": start - timedelta(days=7), "after": start + timedelta(days=7), "today": today},
    }


def _agenda(access: Access, brand: Brand, on: date, today: date, cursor: str) -> dict[str, Any]:
    start = datetime.combine(on, time.min, ZoneInfo(brand.timezone))
    page = queries.agenda(access, brand.id, from_at=start, cursor=cursor)
    last = max((entry.on for entry in page.items if entry.on), default=on)
    days = calendar.days(page.items, on, last, today)
    return {
        "title": _("Agenda"),
        "lead": _("From %(day)s.") % {"day": formats.long_day(on)},
        "counts": (),
        "days": [day for day in days if day.entries],
        "cursor": page.cursor,
        "steps": {"before": on - timedelta(days=7), "after": on + timedelta(days=7), "today": today},
    }


def _drafts(access: Access, brand: Brand, _on: date, _today: date, cursor: str) -> dict[str, Any]:
    page = queries.posts(access, brand=brand.id, states=_UNPLANNED, cursor=cursor)
    return {
        "title": _("Drafts"),
        "lead": _("What is written and not scheduled yet, and what waits for approval."),
        "counts": (),
        "entries": page.items,
        "cursor": page.cursor,
    }


_STRETCHES = {"month": _month, "week": _week, "agenda": _agenda, "drafts": _drafts}


def move(request: HttpRequest, slug: str, post: UUID) -> HttpResponse:
    """“Move to…”: a date and a time; also where a drag ends, which is answered with the calendar."""
    here = requests.place(request, slug)
    found = queries.post(here.access, post)
    start = found.wall.local if found.wall else None
    back = requests.back(request, reverse("web:plan", args=[slug]))
    context: dict[str, Any] = {"section": "plan", "post": found, "back": back, "problem": "", "start": start}
    if request.method != "POST":
        template = "parts/move.html" if requests.is_fragment(request) else "pages/move.html"
        return render(request, template, context)
    try:
        wall = wall_of(request.POST, start)
        undo = actions.move(here.access, post, wall)
    except (Invalid, Conflict) as error:
        return _not_moved(request, here, context, error)
    words = _("Moved to %(when)s.") % {"when": formats.wall(wall.local)}
    taken_back = f"{reverse('web:undo', args=[slug, undo.id])}?next={back}"
    if requests.is_fragment(request) and "dragged" in request.POST:
        return _calendar(request, here, back, toast=words, undo=taken_back)
    return requests.see_other(request, back, toast=words, undo=taken_back)


def wall_of(form: QueryDict, fallback: datetime | None = None) -> Wall:
    """The wall time that a form names by `date` and `time`; a part that is left out is as it was.

    Raises Invalid where there is none.
    """
    words = _("Choose a date and a time.")
    day = day_of(form.get("date", "")) or (fallback.date() if fallback else None)
    try:
        at = time.fromisoformat(form.get("time", "")) if form.get("time") else None
    except ValueError:
        at = None
    at = at or (fallback.time() if fallback else None)
    if day is None or at is None:
        raise Invalid(words, fields={"wall": words})
    return Wall(datetime.combine(day, at.replace(tzinfo=None)))


def _not_moved(
    request: HttpRequest, here: requests.Place, context: dict[str, Any], error: Invalid | Conflict
) -> HttpResponse:
    if requests.is_fragment(request) and "dragged" in request.POST:
        return _calendar(request, here, context["back"], toast=error.message, tone="error")
    context |= {"problem": error.message}
    if isinstance(error, SkippedTime):
        context |= {"start": error.next_valid.local}
    template = "parts/move.html" if requests.is_fragment(request) else "pages/move.html"
    return render(request, template, context, status=422)


def _calendar(
    request: HttpRequest, here: requests.Place, back: str, *, toast: str, undo: str = "", tone: str = ""
) -> HttpResponse:
    """The calendar anew, with what there is to say."""
    assert here.brand is not None  # noqa: S101  (a post has a brand)
    query = QueryDict(back.partition("?")[2])
    asked = query.get("brand", "")
    brand = next((each for each in here.brands if str(each.id) == asked), here.brand)
    context = view_of(here.access, brand, query, several=len(here.brands) > 1)
    said = {"toast": toast, "undo": undo, "tone": tone, "section": "plan"}
    return render(request, "parts/plan_after.html", context | said)


@require_POST
def undo(request: HttpRequest, slug: str, undo: UUID) -> HttpResponse:
    """Take a move or a deletion back."""
    access = requests.access(request, slug)
    post = actions.undo(access, undo)
    back = requests.back(request, reverse("web:post", args=[slug, post.id]))
    return requests.see_other(request, back, toast=_("Taken back."))


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
