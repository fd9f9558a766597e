"""Posts, what each account says, media, approvals, and the deliveries that carry them out."""

from typing import ClassVar

from django.db import models

from resonans.core import clock
from resonans.core.models import Brand, Member, Owned
from resonans.networks.outgoing import Sendable
from resonans.publishing.types import PostState


class Media(Owned):
    """An uploaded file, clean and upright. The file itself lies under its hash and is shared."""

    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.BigIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    is_animated = models.BooleanField(default=False)
    alt = models.CharField(max_length=4000, blank=True)


class Rendition(models.Model):
    """An image made smaller for a network's limits; made once for each image and wish."""

    source = models.CharField(max_length=64)
    wish = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=60)
    bytes = models.BigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "wish"], name="rendition_once"),
        ]


class Post(Owned):
    """What a brand says at one time on one or more accounts."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=20, default=PostState.DRAFT.value)
    """Kept in step with the deliveries, by the transactions that change them."""
    text = models.TextField(blank=True)
    link = models.JSONField(null=True, blank=True)
    first_comment = models.TextField(blank=True)
    wall = models.CharField(max_length=19, blank=True)
    """Naive ISO time to the minute; "" while nobody has chosen one."""
    zone = models.CharField(max_length=64, blank=True)
    zone_version = models.CharField(max_length=12, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    """Derived from wall, zone and the zone's data."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "brand", "planned_at"], name="post_calendar"),
            models.Index(fields=["workspace", "state"], name="post_state"),
        ]


class Variant(models.Model):
    """What one account says, where it differs."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="variants")
    account = models.ForeignKey("networks.Account", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(null=True, blank=True)
    has_media = models.BooleanField(default=False)
    """Whether it has media of its own (perhaps none) instead of the post's."""
    link = models.JSONField(null=True, blank=True)
    first_comment = models.TextField(null=True, blank=True)
    options = models.JSONField(default=dict)
    """title, visibility, content_warning, language, place, poll."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "account"], name="variant_once"),
        ]


class Attachment(models.Model):
    """A media file on a post, or on a variant of it, in order."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments")
    variant = models.ForeignKey(
        Variant, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField()


class Approval(Owned):
    """A request for approval, and its answer."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="approvals")
    asked_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=12, blank=True)
    words = models.CharField(max_length=2000, blank=True)


class Delivery(Sendable):
    """A post's way to one account. There is one for each account, however often it is tried."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="deliveries")
    is_first_comment = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "account", "is_first_comment"], name="delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="delivery_due"),
            models.Index(fields=["workspace", "state"], name="delivery_state"),
        ]


class Undoable(Owned):
    """What a move or a deletion changed, so that it can be taken back for a short while."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=10)
    until = models.DateTimeField(db_index=True)
    before = models.JSONField()
