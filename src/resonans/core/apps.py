"""The control plane's Django application."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Workspaces, members, brands, work."""

    name = "resonans.core"
    label = "core"
