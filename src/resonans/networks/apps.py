"""The room's Django application."""

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    """See the room's package."""

    name = "resonans.networks"
    label = "networks"
