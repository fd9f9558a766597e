"""Every component in all its states, on invented data, for those who build pages."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from resonans.measurement.value import Interval, Status, Value, Window
from resonans.networks.types import Health
from resonans.web import components, icons
from resonans.web.forms import Plain


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class _Account:
    health: Health


class _Form(Plain):
    line = forms.CharField(label="A line", help_text="What it is for.")
    wrong = forms.EmailField(label="A wrong line")
    choice = forms.ChoiceField(label="A choice", choices=[("a", "Stockholm"), ("b", "New York")])
    text = forms.CharField(label="A text", widget=forms.Textarea)
    agree = forms.BooleanField(label="A box to tick", help_text="With its help.", required=False)
    several = forms.MultipleChoiceField(
        label="Several", choices=[("a", "Read"), ("b", "Draft")], widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> None:
        """Always refuses, to show how that looks."""
        raise forms.ValidationError("Something about the whole of it.")


_SVG = (
    '<svg viewBox="0 0 300 80" role="img" aria-label="A line that rises"><path fill="none" '
    'd="M0 70L60 52 120 58 180 30 240 34 300 12" stroke="var(--c1)" stroke-width="2"/></svg>'
)


def gallery(request: HttpRequest) -> HttpResponse:
    """`/gallery/`; `?theme=light|dark` shows one theme."""
    if not settings.DEBUG:
        raise Http404
    form = _Form({"line": "Filled in", "wrong": "not an address", "several": ["a"]})
    form.is_valid()
    context = {
        "theme": request.GET.get("theme", ""),
        "icons": sorted(icons.PATHS),
        "form": form,
        "tones": ["", "ok", "warn", "bad", "info", "done", "draft"],
        "kinds": ["primary", "", "soft", "quiet", "danger"],
        "states": [
            "draft",
            "in_review",
            "declined",
            "scheduled",
            "sending",
            "pending",
            "live",
            "rejected",
            "unknown",
            "missed",
            "waiting_for_account",
            "cancelled",
        ],
        "healths": [_Account(health) for health in Health],
        "entries": [
            _Entry("one", "One", "#one"),
            _Entry("two", "Two", "#two"),
            _Entry("three", "Three", "#three"),
        ],
        "todo": [
            {
                "state": "bad",
                "word": "Failed",
                "text": "“Autumn roast” did not go out on Bluesky.",
                "note": "The text is 12 characters too long.",
                "action": "Open post",
                "href": "#",
            },
            {
                "state": "warn",
                "word": "Being checked",
                "text": "We are checking whether “Three days only” went out.",
                "note": "",
                "action": "Look",
                "href": "#",
            },
        ],
        "values": _values(),
        "chart_head": ["Day", "Engagements"],
        "svg": SafeString(_SVG),
        "rows": [["23 Nov", "1,240"], ["24 Nov", "1,310"]],
        "signatures": [components.signature(name) for name in components.names()],
    }
    return render(request, "pages/gallery.html", context)


def _values() -> list[tuple[str, Value]]:
    day = datetime(2026, 11, 23, tzinfo=UTC)
    window = Window(day - timedelta(days=1), day, "Europe/Stockholm")

    def value(
        number: float | None, unit: str, status: Status, reason: str = "", interval: Interval | None = None
    ) -> Value:
        return Value("engagement_rate", 1, number, unit, window, status, 12, 1.0, reason, interval)

    return [
        ("Count", value(1240, "count", Status.OK)),
        ("Share with interval", value(0.026, "share", Status.ESTIMATE, "", Interval(0.023, 0.029))),
        ("Provisional", value(48 * 60, "seconds", Status.PROVISIONAL)),
        ("Money", value(1_240_000, "currency:SEK", Status.PARTIAL)),
        ("Missing", value(None, "people", Status.NO_DATA, "not_offered")),
    ]
