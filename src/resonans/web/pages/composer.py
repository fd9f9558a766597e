"""The composer: a new post, and a post that can still be changed."""

from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from resonans.core.errors import Conflict, Invalid, NotFound
from resonans.core.permissions import Permission, may, require
from resonans.core.types import Access, Brand
from resonans.core.words import _
from resonans.networks import queries as networks
from resonans.networks.types import Account
from resonans.publishing import actions, queries
from resonans.publishing.types import DeliveryState, Post, PostState, SkippedTime, StorageFull, Wall
from resonans.web import composing, formats, forms, sheet
from resonans.web import request as requests
from resonans.web.pages import plan
from resonans.web.sheet import Sheet

REFUSED = (Invalid, Conflict, StorageFull)


def new(request: HttpRequest, slug: str) -> HttpResponse:
    """`posts/new/`; `?on=` proposes a day, `?brand=` a brand."""
    here = requests.place(request, slug)
    require(here.access, Permission.DRAFT)
    if here.brand is None:
        return render(request, "pages/plan_empty.html", {"section": "plan"})
    brand = here.brand
    if request.method == "POST":
        brand = composing.brand_of(here.access, here.brands, _brand_id(request, brand))
        return _written(request, here.access, brand, None)
    accounts = [account.id for account in networks.accounts(here.access, brand=brand.id) if account.usable]
    written = sheet.blank(brand, accounts=accounts, on=plan.day_of(request.GET.get("on", "")))
    return _page(request, here.access, brand, written, None)


def edit(request: HttpRequest, slug: str, post: Post) -> HttpResponse:
    """A post that may still be changed; called by `pages.post`."""
    here = requests.place(request, slug)
    brand = composing.brand_of(here.access, here.brands, post.brand)
    if request.method == "POST":
        return _written(request, here.access, brand, post)
    return _page(request, here.access, brand, sheet.of_post(post, brand.language), post)


def _written(request: HttpRequest, access: Access, brand: Brand, post: Post | None) -> HttpResponse:
    written = sheet.of_form(request.POST, brand.id)
    do, _sep, which = request.POST.get("do", "save").partition(":")
    if do in _STEPS:
        return _page(request, access, brand, sheet.reordered(written, UUID(which), _STEPS[do]), post)
    try:
        written = _with_uploads(request, access, written)
        if do == "attach":
            return _page(request, access, brand, written, post)
        saved = _save(request, access, written, post)
    except REFUSED as error:
        return _page(request, access, brand, written, post, error=error)
    try:
        words = _DEEDS[do](access, saved, written)
    except REFUSED as error:
        return _page(request, access, brand, written, saved, error=error)
    return requests.see_other(request, reverse("web:post", args=[_slug(request), saved.id]), toast=words)


_STEPS = {"earlier": -1, "later": 1, "remove": 0}


def _with_uploads(request: HttpRequest, access: Access, written: Sheet) -> Sheet:
    """Keep the files that came with the form, for browsers without script."""
    from dataclasses import replace

    made = tuple(
        actions.upload_media(access, cast(BinaryIO, file), file.name or "").id
        for file in request.FILES.getlist("file")
    )
    return replace(written, media=(*written.media, *made)) if made else written


def _save(request: HttpRequest, access: Access, written: Sheet, post: Post | None) -> Post:
    for media, alt in sheet.descriptions(request.POST, written.media).items():
        if queries.media(access, media).alt != alt:
            actions.describe_media(access, media, alt)
    draft = sheet.draft(written, composing.limits_of(access, written.accounts))
    if post is None:
        return actions.save_draft(access, draft)
    revision = request.POST.get("revision", "")
    return actions.update_post(
        access, post.id, draft, revision=int(revision) if revision.isdecimal() else post.revision
    )


def _kept(access: Access, post: Post, written: Sheet) -> str:
    local = sheet.wall(written)
    if post.state in {PostState.DRAFT, PostState.DECLINED} and local is not None:
        actions.move(access, post.id, Wall(local))
    return _("Saved.")


def _schedule(access: Access, post: Post, written: Sheet) -> str:
    wall = _chosen(written)
    if post.state is PostState.SCHEDULED:
        if post.wall is None or post.wall.local != wall.local:
            actions.move(access, post.id, wall)
    else:
        actions.schedule(access, post.id, wall, revision=post.revision)
    return _("Scheduled for %(when)s.") % {"when": formats.wall(wall.local)}


def _now(access: Access, post: Post, _written: Sheet) -> str:
    actions.post_now(access, post.id, revision=post.revision)
    return _("It is going out now.")


def _retry(access: Access, post: Post, _written: Sheet) -> str:
    for each in post.deliveries:
        if each.state is DeliveryState.REJECTED:
            actions.retry(access, each.id)
    return _("Saved, and tried again now.")


def _submit(access: Access, post: Post, written: Sheet) -> str:
    actions.submit(access, post.id, _chosen(written), revision=post.revision)
    return _("Sent for approval.")


_DEEDS = {"save": _kept, "schedule": _schedule, "now": _now, "submit": _submit, "retry": _retry}


def _chosen(written: Sheet) -> Wall:
    local = sheet.wall(written)
    if local is None:
        words = _("Choose a date and a time.")
        raise Invalid(words, fields={"wall": words})
    return Wall(local)


def _page(
    request: HttpRequest,
    access: Access,
    brand: Brand,
    written: Sheet,
    post: Post | None,
    *,
    error: Invalid | Conflict | StorageFull | None = None,
) -> HttpResponse:
    context = composer(access, brand, written) | {"section": "plan", "post": post, "brand": brand}
    context["has_new"] = post is None
    if post is not None:
        from resonans.web.pages import post as post_page

        context |= post_page.standing(request, access, post)
    if error is not None:
        context |= {"problem": error.message, "fields": _by_account(error, access)}
    if isinstance(error, SkippedTime):
        context |= {"next_valid": error.next_valid.local}
    return render(request, "pages/composer.html", context, status=422 if error else 200)


def composer(access: Access, brand: Brand, written: Sheet) -> dict[str, Any]:
    """Everything on the composer's page that follows from what was typed."""
    seats = composing.seats(access, written)
    chosen = [seat for seat in seats if seat.chosen]
    return composing.side(access, brand, written) | {
        "seats": seats,
        "takes_poll": any(seat.limits.poll for seat in chosen or seats),
        "takes_warning": any(seat.limits.content_warning for seat in chosen or seats),
        "may_schedule": may(access, Permission.SCHEDULE),
        "poll_hours": [(hours, formats.duration(hours * 3600)) for hours in (1, 6, 12, 24, 72, 168)],
        "languages": forms.languages(),
        "city": formats.zone_name(brand.timezone),
    }


def _by_account(error: Invalid | Conflict | StorageFull, access: Access) -> list[str]:
    """The sentences of an error, each with the account that it concerns."""
    if not isinstance(error, Invalid):
        return []
    found = []
    for key, words in error.fields.items():
        account = _account(access, key)
        if account is not None:
            found.append(_("%(account)s: %(words)s") % {"account": account.handle, "words": words})
    return found


def _account(access: Access, key: str) -> Account | None:
    try:
        return networks.account(access, UUID(key))
    except (ValueError, NotFound):
        return None


@require_POST
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """The fragment beside the text: counters, problems, previews, and the time in words."""
    here = requests.place(request, slug)
    require(here.access, Permission.DRAFT)
    assert here.brand is not None  # noqa: S101  (the composer has one)
    brand = composing.brand_of(here.access, here.brands, _brand_id(request, here.brand))
    written = sheet.of_form(request.POST, brand.id)
    context = composing.side(here.access, brand, written)
    alts = sheet.descriptions(request.POST, written.media)
    context["undescribed"] = sum(
        1 for item in context["media"] if item.kind == "image" and not alts.get(item.id, item.alt)
    )
    return render(request, "parts/composer_check.html", context | {"brand": brand})


def _brand_id(request: HttpRequest, fallback: Brand) -> UUID:
    try:
        return UUID(request.POST.get("brand", ""))
    except ValueError:
        return fallback.id


def _slug(request: HttpRequest) -> str:
    here = requests.known_place(request)
    assert here is not None  # noqa: S101  (asked before)
    return here.workspace.slug
