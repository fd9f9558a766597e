"""Home: on track, and what needs the reader."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from resonans.web import request as requests


def home(request: HttpRequest, slug: str) -> HttpResponse:
    """The workspace's first page."""
    requests.access(request, slug)
    return render(request, "pages/home.html", {"section": "home"})
