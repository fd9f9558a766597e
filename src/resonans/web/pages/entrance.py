"""The way in: the start page with the one-time key, set-up, the demo, invitations, and which workspace."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from resonans.core import actions, adapters, invitations, queries, setup
from resonans.core.errors import Conflict, NotFound
from resonans.web import request as requests
from resonans.web.forms import REFUSALS, JoinForm, SetupForm, explain

_KEY = "setup_key"


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """`/`: to one's workspace; to set-up or the demo with the key that the start printed; else to sign-in."""
    key = request.GET.get("key", "")
    if key and setup.opens(key, demo=True):
        return render(request, "pages/demo.html", {"key": key, "unclaimed": not setup.is_claimed()})
    if key and setup.opens(key):
        request.session[_KEY] = key
        return HttpResponseRedirect(reverse("web:setup"))
    if request.user.is_authenticated:
        return workspaces(request)
    if not setup.is_claimed():
        return render(request, "pages/locked.html", {"wrong": bool(key)}, status=403 if key else 200)
    return HttpResponseRedirect(reverse("account_login"))


@require_POST
def demo(request: HttpRequest) -> HttpResponse:
    """Sign in to the demo. Ends the key."""
    person = setup.demo_sign_in(request.POST.get("key", ""))
    return adapters.sign_in(request, person.id, method="demo")


@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Claim the place: the first person, their workspace and its first brand."""
    key = request.session.get(_KEY, "")
    if not setup.opens(key):
        return render(request, "pages/locked.html", {"wrong": bool(key)}, status=403)
    language = translation.get_language() or "en"
    form = SetupForm(
        request.POST or None,
        initial={"language": language, "currency": "SEK" if language == "sv" else "EUR", "timezone": "UTC"},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            membership = setup.claim(
                key,
                name=data["name"],
                email=data["email"],
                password=data["password"],
                workspace=data["workspace"],
                brand=form.brand(),
            )
        except REFUSALS as error:
            explain(form, error, {"person": "name"})
        else:
            request.session.pop(_KEY, None)
            return adapters.sign_in(request, membership.user, method="setup")
    return render(request, "pages/setup.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take a place that somebody offered: as oneself, or as a new person."""
    try:
        offer = invitations.offer(token)
    except NotFound as error:
        return render(request, "pages/invitation_ended.html", {"message": error.message}, status=404)
    if request.user.is_authenticated:
        return _take_as_oneself(request, token, offer.workspace_name)
    if offer.has_user:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            membership = invitations.accept(token, name=data["name"], password=data["password"])
        except REFUSALS as error:
            explain(form, error, {"person": "name"})
        else:
            return adapters.sign_in(request, membership.user, method="invitation")
    context = {"form": form, "offer": offer}
    return render(request, "pages/invitation.html", context, status=422 if form.errors else 200)


def _take_as_oneself(request: HttpRequest, token: str, workspace_name: str) -> HttpResponse:
    problem = ""
    if request.method == "POST" and request.user.is_authenticated:
        try:
            membership = invitations.accept_as(token, request.user.pk)
        except Conflict as error:
            problem = error.message
        else:
            return requests.see_other(request, reverse("web:home", args=[membership.workspace.slug]))
    context = {"workspace_name": workspace_name, "problem": problem}
    return render(request, "pages/invitation_as.html", context, status=409 if problem else 200)


@never_cache
def workspaces(request: HttpRequest) -> HttpResponse:
    """Which workspace: straight on where there is only one."""
    found = queries.workspaces(requests.user_id(request))
    if len(found) == 1:
        return HttpResponseRedirect(reverse("web:home", args=[found[0].workspace.slug]))
    return render(request, "pages/workspaces.html", {"memberships": found})


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the theme on the person."""
    actions.change_user(requests.user_id(request), theme=request.POST.get("theme", ""))
    return requests.see_other(request, requests.back(request, "/"))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language on the person; before sign-in, in a cookie for a year."""
    chosen = request.POST.get("language", "")
    response = requests.see_other(request, requests.back(request, "/"))
    if not translation.check_for_language(chosen):
        return response
    if request.user.is_authenticated:
        actions.change_user(request.user.pk, language=chosen)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax")
    return response
