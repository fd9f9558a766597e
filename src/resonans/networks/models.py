"""Connected accounts."""

from typing import ClassVar

from django.db import models

from resonans.core.models import Brand, Owned
from resonans.core.work import Leased
from resonans.networks.types import Health


class Account(Owned, Leased):
    """An account on a network. Leased for the renewal of its credentials: one worker at a time."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    network = models.CharField(max_length=30)
    remote_id = models.CharField(max_length=200)
    handle = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    avatar_url = models.URLField(max_length=1000, blank=True)
    server = models.CharField(max_length=300)
    credentials = models.TextField(blank=True)
    """Encrypted JSON."""
    expires_at = models.DateTimeField(null=True, blank=True)
    health = models.CharField(max_length=14, default=Health.CONNECTED)
    health_reason = models.CharField(max_length=300, blank=True)
    limited_until = models.DateTimeField(null=True, blank=True)
    connected_at = models.DateTimeField()
    last_collected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "network", "server", "remote_id"], name="account_once"
            ),
        ]
