"""What waits for the lake, and what is still to be asked of the networks."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from resonans.core import clock
from resonans.core.models import Owned, Row
from resonans.core.work import Leased


class Parcel(models.Model):
    """Events and observations on their way to the lake, written in the transaction of their cause.

    One row holds what one call of `record` told, as JSON. It goes when the lake has it.
    """

    id = models.BigAutoField(primary_key=True)
    content = models.TextField()
    size = models.PositiveIntegerField()
    """How many events and observations it holds."""
    batch = models.BigIntegerField(null=True, db_index=True)
    """The number under which it goes to the lake; null while it waits."""
    created_at = models.DateTimeField(default=clock.now)


class Batch(models.Model):
    """A number under which parcels go to the lake; the row stays until the lake has them."""

    number = models.BigIntegerField(primary_key=True)


FLUSHER = UUID("00000000-0000-7000-8000-000000000001")


class Flusher(Row, Leased):
    """The one right to write to the lake: one process at a time flushes, compacts or takes a backup."""

    last_number = models.BigIntegerField(default=0)
    cared_number = models.BigIntegerField(default=0)
    """`last_number` when the lake was last looked at for compaction; -1 when something else has written."""
    swept_at = models.DateTimeField(null=True)


class Told(models.Model):
    """An event that a network has told already: networks tell the same thing again and again.

    Kept for as long as it may be told again; the lake itself deduplicates whatever is told later still.
    """

    event = models.UUIDField(primary_key=True)
    told_at = models.DateTimeField(default=clock.now, db_index=True)


class Chore(Owned, Leased):
    """One thing to ask of one account again and again. `due_at` null: done with, or not offered."""

    account = models.UUIDField()
    network = models.CharField(max_length=30)
    kind = models.CharField(max_length=14)
    """A `types.ChoreKind`."""
    cursor = models.TextField(blank=True)
    """Where a list that is read in several steps goes on."""
    began_at = models.DateTimeField(null=True)
    """When the reading of a list began that is not through yet."""
    since = models.DateTimeField(null=True)
    """Up to here everything is known."""
    done_at = models.DateTimeField(null=True)
    """When it last went through."""
    failures = models.PositiveIntegerField(default=0)
    """In a row."""
    reason = models.CharField(max_length=300, blank=True)
    """Of the last failure, the network's own words; empty after a success."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "kind"], name="chore_once")]


class WatchedPost(Owned, Leased):
    """A post whose numbers are collected. `due_at` null: it is too old, or deleted."""

    account = models.UUIDField()
    network = models.CharField(max_length=30)
    remote_id = models.CharField(max_length=300)
    revision = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    posted_at = models.DateTimeField()
    elsewhere = models.BooleanField()
    """Found on the network; False once a delivery of ours tells that it made it."""
    first_counted_at = models.DateTimeField(null=True)
    last_counted_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    engagement = models.CharField(max_length=200, blank=True)
    """The numbers of the last count as text: while they stay, nobody need be asked who reacted."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "remote_id"], name="watched_post_once")
        ]
        indexes: ClassVar = [models.Index(fields=["account", "due_at"], name="watched_post_due")]
