"""Settings: tokens for programs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from resonans.core import clock
from resonans.core import tokens as core_tokens
from resonans.core.permissions import Permission, require
from resonans.core.words import _
from resonans.web import request as requests
from resonans.web.forms import REFUSALS, SCOPES, TokenForm, explain


@never_cache
def tokens(request: HttpRequest, slug: str) -> HttpResponse:
    """The list; a new token's secret is shown once, in the answer to the form."""
    access = requests.access(request, slug)
    require(access, Permission.MANAGE_TOKENS)
    form = TokenForm(request.POST or None, role=access.role)
    made = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        days = None if data["days"] == "never" else int(data["days"])
        scopes = frozenset(Permission(each) for each in data["scopes"])
        try:
            made = core_tokens.create(access, data["name"], scopes, days=days)
        except REFUSALS as error:
            explain(form, error)
        else:
            form = TokenForm(role=access.role)
    context = {
        "section": "settings",
        "tab": "tokens",
        "tokens": core_tokens.tokens(access),
        "now": clock.now(),
        "scope_words": {scope.value: _(words) for scope, words in SCOPES.items()},
        "form": form,
        "made": made,
    }
    return render(request, "pages/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, slug: str, token: UUID) -> HttpResponse:
    """End a token at once."""
    access = requests.access(request, slug)
    core_tokens.revoke(access, token)
    words = _("The token was revoked. Programs that use it are refused from now on.")
    return requests.see_other(request, reverse("web:tokens", args=[slug]), toast=words)
