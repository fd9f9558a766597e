"""Connected accounts, and the connections that wait for a person to come back."""

from typing import ClassVar

from django.db import models

from resonans.core.models import Brand, Member, Owned
from resonans.core.work import Leased
from resonans.networks.outgoing import Attempt, Moment
from resonans.networks.types import Health

__all__ = ["Account", "Attempt", "Moment", "PendingConnection"]


class Account(Owned, Leased):
    """An account on a network.

    Leased for the renewal of its credentials, one worker at a time: `due_at` is when they must be renewed,
    null where they never end or nobody but a person can renew them.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    network = models.CharField(max_length=30)
    remote_id = models.CharField(max_length=200)
    handle = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    avatar_url = models.URLField(max_length=1000, blank=True)
    server = models.CharField(max_length=300)
    credentials = models.TextField(blank=True)
    """Encrypted JSON; empty once disconnected."""
    expires_at = models.DateTimeField(null=True, blank=True)
    renewed_at = models.DateTimeField()
    """When the present credentials were obtained."""
    health = models.CharField(max_length=14, default=Health.CONNECTED.value)
    health_reason = models.CharField(max_length=300, blank=True)
    limited_until = models.DateTimeField(null=True, blank=True)
    limits = models.JSONField(null=True, blank=True)
    """What a post must fit, as the network said at `checked_at`; null before the first answer."""
    check_at = models.DateTimeField(db_index=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    connected_at = models.DateTimeField()
    last_collected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "network", "server", "remote_id"], name="account_once"
            ),
        ]


class PendingConnection(Owned):
    """A person was sent to a network to agree, and has not come back yet."""

    state_hash = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=30)
    secret = models.TextField()
    """What the connector wants back, as encrypted JSON."""
    expires_at = models.DateTimeField(db_index=True)
