"""Settings: the connected accounts, how each is, and how to connect another."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from resonans.core.errors import Conflict, Invalid, NotFound
from resonans.core.permissions import Permission, may, require
from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import actions, queries
from resonans.networks.types import Account, Health, NetworkUnavailable, Offer, Redirect
from resonans.web import request as requests
from resonans.web.connect_form import ConnectForm
from resonans.web.forms import explain

_REFUSALS = (Invalid, Conflict, NetworkUnavailable)


@require_GET
def accounts(request: HttpRequest, slug: str) -> HttpResponse:
    """Every account with its state, and the networks that can be connected."""
    return _page(request, slug)


@never_cache
def connect(request: HttpRequest, slug: str, network: str) -> HttpResponse:
    """Ask what the network needs. `?account=` reconnects one: what is not secret is filled in."""
    access = requests.access(request, slug)
    require(access, Permission.MANAGE_ACCOUNTS)
    here = requests.place(request, slug)
    offer = queries.offer(access, network)
    known = _known(access, offer, request.GET.get("account", ""))
    form = ConnectForm(request.POST or None, offer=offer, brands=here.brands, known=known)
    if request.method == "POST" and form.is_valid():
        address = settings().base_url + reverse("web:account_connected", args=[slug])
        try:
            answer = actions.begin(access, form.brand(), network, form.given(), address)
        except _REFUSALS as error:
            explain(form, error)
        else:
            if isinstance(answer, Redirect):
                return requests.see_other(request, answer.url)
            return _connected(request, slug, answer)
    context = {"section": "settings", "tab": "accounts", "form": form, "offer": offer, "known": known}
    return render(request, "pages/connect.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
def connected(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a network sends people back to, after they agreed or did not."""
    access = requests.access(request, slug)
    state = request.GET.get("state", "")
    try:
        account = actions.finish(access, state, {key: str(value) for key, value in request.GET.items()})
    except _REFUSALS as error:
        return _page(request, slug, problem=error.message)
    return _connected(request, slug, account)


@require_POST
def check(request: HttpRequest, slug: str, account: UUID) -> HttpResponse:
    """Ask the network whether the account works."""
    access = requests.access(request, slug)
    try:
        checked = actions.check(access, account)
    except _REFUSALS as error:
        return _page(request, slug, problem=error.message)
    if checked.health is Health.RECONNECT:
        return _done(request, slug, _("%(handle)s must be connected again.") % {"handle": checked.handle})
    return _done(request, slug, _("%(handle)s works.") % {"handle": checked.handle})


@require_POST
def assign(request: HttpRequest, slug: str, account: UUID) -> HttpResponse:
    """Let an account speak for another brand."""
    access = requests.access(request, slug)
    asked, brands = request.POST.get("brand", ""), requests.place(request, slug).brands
    brand = next((each for each in brands if str(each.id) == asked), None)
    if brand is None:
        raise NotFound(_("There is no such brand in this workspace."))
    moved = actions.assign(access, account, brand.id)
    words = _("%(handle)s now speaks for %(brand)s.") % {"handle": moved.handle, "brand": brand.name}
    return _done(request, slug, words)


@require_POST
def disconnect(request: HttpRequest, slug: str, account: UUID) -> HttpResponse:
    """Forget an account's sign-in."""
    access = requests.access(request, slug)
    gone = actions.disconnect(access, account)
    words = _("%(handle)s was disconnected. Its posts and numbers stay.") % {"handle": gone.handle}
    return _done(request, slug, words)


def _known(access: Access, offer: Offer, asked: str) -> Account | None:
    """The account that is to be reconnected, if the address names one of this network."""
    found = queries.accounts(access, with_disconnected=True)
    return next((each for each in found if str(each.id) == asked and each.network == offer.name), None)


def _connected(request: HttpRequest, slug: str, account: Account) -> HttpResponse:
    return _done(request, slug, _("%(handle)s is connected.") % {"handle": account.handle})


def _done(request: HttpRequest, slug: str, words: str) -> HttpResponse:
    return requests.see_other(request, reverse("web:accounts", args=[slug]), toast=words)


def _page(request: HttpRequest, slug: str, *, problem: str = "") -> HttpResponse:
    here = requests.place(request, slug)
    access = here.access
    every = queries.accounts(access, with_disconnected=True)
    context = {
        "section": "settings",
        "tab": "accounts",
        "accounts": [each for each in every if each.health is not Health.DISCONNECTED],
        "disconnected": [each for each in every if each.health is Health.DISCONNECTED],
        "brand_names": {each.id: each.name for each in here.brands},
        "offers": queries.offers(access) if may(access, Permission.MANAGE_ACCOUNTS) else (),
        "problem": problem,
    }
    return render(request, "pages/accounts.html", context, status=422 if problem else 200)
