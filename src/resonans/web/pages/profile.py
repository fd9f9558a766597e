"""Settings: the reader's own name, language, appearance, password and second factors."""

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from resonans.core import actions, queries
from resonans.core.words import _
from resonans.web import request as requests
from resonans.web.forms import REFUSALS, ProfileForm, explain


def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """What a person sets for themselves."""
    requests.access(request, slug)
    person = queries.user(requests.user_id(request))
    start = {"name": person.name, "language": person.language, "theme": person.theme}
    form = ProfileForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_user(person.id, **form.cleaned_data)
        except REFUSALS as error:
            explain(form, error)
        else:
            return requests.see_other(request, reverse("web:profile", args=[slug]), toast=_("Saved."))
    factors = Authenticator.objects.filter(user=request.user.pk)
    context = {
        "section": "settings",
        "tab": "profile",
        "form": form,
        "person": person,
        "has_totp": factors.filter(type=Authenticator.Type.TOTP).exists(),
        "passkeys": list(factors.filter(type=Authenticator.Type.WEBAUTHN)),
        "has_codes": factors.filter(type=Authenticator.Type.RECOVERY_CODES).exists(),
    }
    return render(request, "pages/profile.html", context, status=422 if form.errors else 200)
