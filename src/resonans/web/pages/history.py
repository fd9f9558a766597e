"""Settings: the history of who did what."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from resonans.core import queries
from resonans.core.permissions import Permission, require
from resonans.core.words import N_, _
from resonans.web import request as requests

KINDS: Mapping[str, str] = {
    "": N_("Everything"),
    "post": N_("Posts"),
    "delivery": N_("Deliveries"),
    "account": N_("Accounts"),
    "member": N_("Members"),
    "brand": N_("Brands"),
    "token": N_("Tokens"),
}


def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first; by kind with `?verb=`, older with `?cursor=`."""
    access = requests.access(request, slug)
    require(access, Permission.MANAGE_MEMBERS)
    kind = request.GET.get("verb", "")
    page = queries.audit(access, verb=kind if kind in KINDS else "", cursor=request.GET.get("cursor", ""))
    context = {
        "section": "settings",
        "tab": "audit",
        "page": page,
        "kinds": [{"key": key, "label": _(label), "url": f"?verb={key}"} for key, label in KINDS.items()],
        "kind": kind,
    }
    return render(request, "pages/history.html", context)
