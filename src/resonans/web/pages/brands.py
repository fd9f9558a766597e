"""Settings: the workspace's name and its brands."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from resonans.core import actions, queries
from resonans.core.errors import Conflict, Invalid
from resonans.core.permissions import Permission, require
from resonans.core.words import _
from resonans.web import request as requests
from resonans.web.forms import REFUSALS, BrandForm, explain


def brands(request: HttpRequest, slug: str) -> HttpResponse:
    """The brands, with their clocks."""
    requests.access(request, slug)
    return _list(request)


def brand(request: HttpRequest, slug: str, brand: UUID | None = None) -> HttpResponse:
    """One brand to change, or a new one."""
    access = requests.access(request, slug)
    require(access, Permission.MANAGE_BRANDS)
    known = queries.brand(access, brand) if brand is not None else None
    model = known or requests.place(request, slug).brand
    start = (
        {"timezone": model.timezone, "language": model.language, "currency": model.currency} if model else {}
    )
    form = BrandForm(request.POST or None, initial=start | ({"name": known.name} if known else {}))
    if request.method == "POST" and form.is_valid():
        try:
            if known is None:
                made = actions.create_brand(access, form.brand())
            else:
                made = actions.change_brand(access, known.id, **form.cleaned_data)
        except REFUSALS as error:
            explain(form, error)
        else:
            words = _("%(brand)s was saved.") % {"brand": made.name}
            return requests.see_other(request, reverse("web:brands", args=[slug]), toast=words)
    context = {"section": "settings", "tab": "brands", "form": form, "known": known}
    return render(request, "pages/brand.html", context, status=422 if form.errors else 200)


@require_POST
def delete_brand(request: HttpRequest, slug: str, brand: UUID) -> HttpResponse:
    """Delete a brand that nothing hangs on."""
    access = requests.access(request, slug)
    leaving = queries.brand(access, brand)
    try:
        actions.delete_brand(access, brand)
    except Conflict as error:
        return _list(request, problem=error.message)
    words = _("%(brand)s was deleted.") % {"brand": leaving.name}
    return requests.see_other(request, reverse("web:brands", args=[slug]), toast=words)


@require_POST
def rename(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the workspace another name; its address stays."""
    access = requests.access(request, slug)
    try:
        actions.rename_workspace(access, request.POST.get("name", ""))
    except Invalid as error:
        return _list(request, problem=error.message)
    return requests.see_other(request, reverse("web:brands", args=[slug]), toast=_("Saved."))


def _list(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    context = {"section": "settings", "tab": "brands", "problem": problem}
    return render(request, "pages/brands.html", context, status=422 if problem else 200)
