"""Yesterday in numbers, for Home: asked for by itself, so that Home does not wait for the lake."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from resonans.web import measuring
from resonans.web import request as requests

METRICS = ("engagements", "impressions", "followers")


def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """The cards of yesterday, each against the day before."""
    here = requests.place(request, slug)
    cards: tuple[measuring.Card, ...] = ()
    if here.brand is not None and measuring.accounts_of(here.access, here.brand):
        day = (measuring.today(here.brand) - timedelta(days=1)).isoformat()
        asked = measuring.question({"from": day, "to": day}, here.brand)
        cards = measuring.cards(here.access, here.brand, asked, METRICS)
    return render(request, "parts/numbers.html", {"cards": cards})
