"""The room's Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See the room's package."""

    name = "resonans.web"
    label = "web"

    def ready(self) -> None:
        """Words first: a fresh checkout has catalogues that nobody has compiled."""
        from resonans.web.catalogues import compile_stale

        compile_stale()
