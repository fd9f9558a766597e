"""A post: how it stands, its deliveries, what the reader may do, and the composer while it can be changed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from resonans.core import clock
from resonans.core import queries as core
from resonans.core.errors import Conflict, Invalid, NotFound
from resonans.core.permissions import Permission, may
from resonans.core.types import Access
from resonans.core.words import N_, _
from resonans.publishing import actions, queries
from resonans.publishing.types import (
    Choice,
    DeliveryDetail,
    DeliveryState,
    GiveUp,
    ItIsThere,
    Post,
    PostState,
    SendAgain,
)
from resonans.web import composing, formats, sheet
from resonans.web import request as requests
from resonans.web.pages import composer, plan

_MOVING = frozenset({DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.PENDING, DeliveryState.UNKNOWN})
_LOOK_S = 3
"""How often the page looks while something is on its way."""
_AHEAD_S = 86_400
_LEAVING = timedelta(minutes=1)


def post(request: HttpRequest, slug: str, post: UUID) -> HttpResponse:
    """`posts/<id>/`: the composer while the text may be changed by this reader, else the post as it is."""
    access = requests.access(request, slug)
    found = queries.post(access, post)
    is_open = composing.is_open(found) and _may_write(access, found) and not _is_leaving(found)
    if request.method == "POST" or is_open:
        return composer.edit(request, slug, found)
    return _page(request, slug, access, found)


def _is_leaving(post: Post) -> bool:
    """Whether its time has just come: then the page watches it go out."""
    now = clock.now()
    times = [each.planned_at for each in post.deliveries if each.state is DeliveryState.PLANNED]
    return any(at is not None and now - _LEAVING <= at <= now for at in times)


def _may_write(access: Access, post: Post) -> bool:
    needed = Permission.SCHEDULE if post.deliveries else Permission.DRAFT
    return may(access, needed)


def _page(request: HttpRequest, slug: str, access: Access, found: Post, *, problem: str = "") -> HttpResponse:
    here = requests.place(request, slug)
    brand = composing.brand_of(access, here.brands, found.brand)
    context = composing.side(access, brand, sheet.of_post(found, brand.language)) | standing(
        request, access, found
    )
    context |= {"section": "plan", "post": found, "brand": brand, "problem": problem, "alone": True}
    return render(request, "pages/post.html", context, status=422 if problem else 200)


def standing(request: HttpRequest, access: Access, post: Post) -> dict[str, Any]:
    """How a post stands: its deliveries with their timelines, its approval, and what may be done."""
    approval = post.approval
    is_own = access.member is not None and access.member in {post.author, approval and approval.asked_by}
    details = [queries.delivery(access, each.id) for each in post.deliveries]
    return {
        "deliveries": details,
        "again_s": _again_s(post),
        "mark": _mark(post, details),
        "author": _name(access, post.author),
        "asked_by": _name(access, approval.asked_by) if approval else "",
        "decided_by": _name(access, approval.decided_by) if approval else "",
        "in_review": post.state is PostState.IN_REVIEW,
        "may_decide": post.state is PostState.IN_REVIEW and may(access, Permission.DECIDE) and not is_own,
        "may_withdraw": post.state is PostState.IN_REVIEW and may(access, Permission.DRAFT),
        "may_cancel": may(access, Permission.SCHEDULE)
        and any(Choice.CANCEL in each.choices for each in post.deliveries),
        "may_delete": may(access, Permission.SCHEDULE if post.deliveries else Permission.DRAFT)
        and not post.frozen,
        "when_words": formats.wall(post.wall.local) if post.wall else "",
    }


def _again_s(post: Post) -> int | None:
    """After how many seconds it is worth looking again; None where nothing is near that happens by itself."""
    now = clock.now()
    waits = [0.0 for each in post.deliveries if each.state in _MOVING]
    waits += [
        (each.planned_at - now).total_seconds()
        for each in post.deliveries
        if each.state is DeliveryState.PLANNED and each.planned_at is not None
    ]
    soonest = min(waits, default=_AHEAD_S)
    return max(_LOOK_S, ceil(soonest)) if soonest < _AHEAD_S else None


def _mark(post: Post, details: Sequence[DeliveryDetail]) -> str:
    """Changes when the page has something new to say."""
    now = clock.now()
    is_due = (each.planned_at is not None and each.planned_at <= now for each in post.deliveries)
    moments = (f"{each.delivery.state}{len(each.timeline)}" for each in details)
    return "-".join([post.state, *moments, f"{sum(is_due)}"])


def deliveries(request: HttpRequest, slug: str, post: UUID) -> HttpResponse:
    """The fragment of the deliveries, asked again while something is on its way.

    Nothing where nothing is new since `?mark=`, so that what is being read or typed stays. A page that shows
    the post alone (`?alone=`) is loaded anew when the post has moved on.
    """
    access = requests.access(request, slug)
    found = queries.post(access, post)
    before, alone = request.GET.get("mark", ""), "alone" in request.GET
    context = standing(request, access, found) | {"post": found, "alone": alone}
    if before == context["mark"]:
        return HttpResponse(status=204)
    response = render(request, "parts/deliveries_after.html", context)
    if alone and before.partition("-")[0] != found.state:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def delivery(request: HttpRequest, slug: str, post: UUID, delivery: UUID) -> HttpResponse:
    """What a person decides about one delivery (`choice`)."""
    access = requests.access(request, slug)
    try:
        words = _decide(access, delivery, request)
    except (Invalid, Conflict) as error:
        return _page(request, slug, access, queries.post(access, post), problem=error.message)
    return requests.see_other(request, reverse("web:post", args=[slug, post]), toast=words)


def _decide(access: Access, delivery: UUID, request: HttpRequest) -> str:
    """Do what was chosen; returns what to say of it."""
    form = request.POST
    choice = form.get("choice", "")
    if choice == Choice.MOVE:
        wall = plan.wall_of(form)
        actions.move_delivery(access, delivery, wall)
        return _("Moved to %(when)s.") % {"when": formats.wall(wall.local)}
    if choice == Choice.IT_IS_THERE:
        actions.settle(access, delivery, ItIsThere(form.get("url", "")))
        return _("Noted: it is there.")
    if choice not in _PLAIN:
        raise NotFound(_("There is no such choice."))
    act, words = _PLAIN[choice]
    act(access, delivery)
    return _(words)


_PLAIN: Mapping[str, tuple[Callable[[Access, UUID], object], str]] = {
    Choice.CANCEL: (actions.cancel_delivery, N_("Cancelled.")),
    Choice.SEND_NOW: (actions.send_now, N_("It is going out now.")),
    Choice.RETRY: (actions.retry, N_("It is tried again now.")),
    Choice.SEND_AGAIN: (
        lambda access, delivery: actions.settle(access, delivery, SendAgain()),
        N_("It is sent again."),
    ),
    Choice.GIVE_UP: (
        lambda access, delivery: actions.settle(access, delivery, GiveUp()),
        N_("Left as it is."),
    ),
}


@require_POST
def decide(request: HttpRequest, slug: str, post: UUID) -> HttpResponse:
    """What a person decides about the whole post (`do`): approve, decline, withdraw, cancel, delete."""
    access = requests.access(request, slug)
    back = reverse("web:post", args=[slug, post])
    form = request.POST
    try:
        match form.get("do", ""):
            case "approve":
                actions.approve(access, post, revision=int(form.get("revision", "0") or 0))
                words = _("Approved. It goes out at its time.")
            case "decline":
                actions.decline(access, post, form.get("words", ""))
                words = _("Given back with your words.")
            case "withdraw":
                actions.withdraw(access, post)
                words = _("It is a draft again.")
            case "cancel":
                actions.cancel(access, post)
                words = _("Cancelled. The post stays here as a draft to take up again.")
            case "delete":
                undo = actions.delete_post(access, post)
                away = reverse("web:plan", args=[slug])
                return requests.see_other(
                    request, away, toast=_("Deleted."), undo=reverse("web:undo", args=[slug, undo.id])
                )
            case _other:
                raise NotFound(_("There is no such choice."))
    except (Invalid, Conflict) as error:
        return _page(request, slug, access, queries.post(access, post), problem=error.message)
    return requests.see_other(request, back, toast=words)


def _name(access: Access, member: UUID | None) -> str:
    return core.member(access, member).name if member is not None else ""
