"""The root of every address: the pages, the API, and sign-in."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("resonans.web.urls")),
    path("accounts/", include("allauth.urls")),
]
if find_spec("resonans.api.urls") and hasattr(import_module("resonans.api.urls"), "urlpatterns"):
    urlpatterns.append(path("api/v1/", include("resonans.api.urls")))
