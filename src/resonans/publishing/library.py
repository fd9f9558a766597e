"""Uploaded media: put in, replaced, described, taken out."""

from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError, Q

from resonans.core import audit
from resonans.core.errors import Conflict, Invalid
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.core.words import _, ngettext
from resonans.networks import deciding
from resonans.publishing import media as files
from resonans.publishing import rows, writing
from resonans.publishing.line import LINE
from resonans.publishing.models import Delivery, Media, Post
from resonans.publishing.types import MediaItem

ALT_MAXIMUM = 4000


def upload_media(access: Access, file: BinaryIO, name: str, *, alt: str = "") -> MediaItem:
    """Check, clean and keep a file (see `publishing.media.store` for what it refuses)."""
    require(access, Permission.DRAFT)
    alt = _description(alt)
    stored = files.store(file, name)
    with transaction.atomic():
        row = Media(workspace_id=access.workspace, alt=alt)
        _fill(row, stored, name)
        row.save()
        audit.record(access, "media.upload", f"media:{row.pk}", {"mime": row.mime, "bytes": row.bytes})
    return rows.media_value(row)


def replace_media(access: Access, media: UUID, file: BinaryIO, name: str) -> MediaItem:
    """Another file in the same place: posts that use it show the new one, unless attempted already."""
    require(access, Permission.DRAFT)
    rows.find_media(access, media)
    stored = files.store(file, name)
    with transaction.atomic():
        posts = _lock_posts(media)
        row = rows.find_media(access, media)
        _fill(row, stored, name)
        row.save()
        _content_changed(access, posts)
        audit.record(access, "media.replace", f"media:{row.pk}", {"mime": row.mime, "bytes": row.bytes})
    return rows.media_value(row)


def describe_media(access: Access, media: UUID, alt: str) -> MediaItem:
    """Say what it shows, for people who cannot see it."""
    require(access, Permission.DRAFT)
    alt = _description(alt)
    with transaction.atomic():
        posts = _lock_posts(media)
        row = rows.find_media(access, media)
        row.alt = alt
        row.save(update_fields=["alt"])
        _content_changed(access, posts)
        audit.record(access, "media.describe", f"media:{row.pk}")
    return rows.media_value(row)


def delete_media(access: Access, media: UUID) -> None:
    """Delete what no post uses. Its file goes with the next tidying, unless another row names it."""
    require(access, Permission.DRAFT)
    with transaction.atomic():
        row = rows.find_media(access, media)
        count = writing.uses(row)
        if count:
            raise Conflict(
                ngettext(
                    "A post uses this. Take it out of the post first.",
                    "%(count)s posts use this. Take it out of the posts first.",
                    count,
                )
                % {"count": count},
                code="in_use",
            )
        row.attachments.filter(post__deleted_at__isnull=False).delete()
        try:
            row.delete()
        except ProtectedError as error:
            raise Conflict(_("A post has begun to use this meanwhile."), code="in_use") from error
        audit.record(access, "media.delete", f"media:{media}")


def _fill(row: Media, stored: files.Stored, name: str) -> None:
    row.name = name.replace("\x00", "").rsplit("/", 1)[-1].rsplit("\\", 1)[-1][-200:]
    row.mime = stored.mime
    row.sha256 = stored.sha256
    row.bytes = stored.bytes
    row.width = stored.width
    row.height = stored.height
    row.is_animated = stored.is_animated


def _description(alt: str) -> str:
    if len(alt) > ALT_MAXIMUM or "\x00" in alt:
        raise Invalid(
            _("A description has at most %(maximum)s characters.") % {"maximum": ALT_MAXIMUM},
            fields={"alt": _("Shorten the description.")},
            code="too_long",
        )
    return alt.strip()


def _lock_posts(media: UUID) -> list[UUID]:
    """The posts that use it, locked in one order, so that no delivery of theirs is frozen meanwhile."""
    using = Post.objects.filter(attachments__media_id=media).order_by("pk").values_list("pk", flat=True)
    wanted = list(dict.fromkeys(using))
    return list(
        Post.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True)
    )


def _content_changed(access: Access, posts: list[UUID]) -> None:
    """What workers have prepared with the old file is forgotten; what was attempted stays as it was."""
    untouched = Q(frozen__isnull=True, unknown_at__isnull=True, state__in=deciding.CHANGEABLE)
    affected = Delivery.objects.select_related("account", "post").filter(untouched, post_id__in=posts)
    if affected.exists():
        require(access, Permission.SCHEDULE)
    for row in affected:
        deciding.change(LINE, row)
