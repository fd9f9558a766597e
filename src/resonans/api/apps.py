"""The room's Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See the room's package."""

    name = "resonans.api"
    label = "api"
