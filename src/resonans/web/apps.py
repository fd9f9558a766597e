"""The room's Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See the room's package."""

    name = "resonans.web"
    label = "web"
