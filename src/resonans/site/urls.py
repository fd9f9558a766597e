"""The root of every address."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("resonans.web.urls")),
    path("accounts/", include("allauth.urls")),
]
