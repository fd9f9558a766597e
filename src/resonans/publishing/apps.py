"""The room's Django application."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """See the room's package."""

    name = "resonans.publishing"
    label = "publishing"
