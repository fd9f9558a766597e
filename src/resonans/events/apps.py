"""The room's Django application."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """See the room's package."""

    name = "resonans.events"
    label = "events"
