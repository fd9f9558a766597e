"""Images as a network takes them: re-encoded smaller where they are over its limits, once for each wish."""

import hashlib
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from resonans.networks.contract import Media as MediaOut
from resonans.networks.contract import MediaRule
from resonans.publishing import storage
from resonans.publishing.models import Media, Rendition

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_QUALITIES = (90, 82, 72)
_SHRINK = 0.8
_LEAST_EDGE = 64


def as_stored(media: Media) -> MediaOut:
    """The upload as it lies on the disk."""
    return MediaOut(
        id=str(media.pk),
        path=storage.path_of(media.sha256),
        mime=media.mime,
        bytes=media.bytes,
        sha256=media.sha256,
        width=media.width,
        height=media.height,
        alt=media.alt,
    )


def foreseen(media: Media, rule: MediaRule) -> MediaOut:
    """What `fitted` would make, without making it; for checking a draft."""
    stored = as_stored(media)
    if not _needs_fitting(media, rule):
        return stored
    width, height = _within_pixels(media.width or 1, media.height or 1, rule.image_pixels)
    return replace(
        stored,
        mime=_target_type(media, rule),
        bytes=min(media.bytes, rule.image_bytes),
        width=width,
        height=height,
    )


def fitted(media: Media, rule: MediaRule) -> MediaOut:
    """The image as it fits the rule; itself where it does already or cannot be re-encoded."""
    stored = as_stored(media)
    if not _needs_fitting(media, rule):
        return stored
    wish = f"{_target_type(media, rule)} {rule.image_bytes} {rule.image_pixels}"
    key = hashlib.sha256(wish.encode()).hexdigest()
    found = Rendition.objects.filter(source=media.sha256, wish=key).first()
    if found is None:
        found = _make(media, rule, key)
    return replace(
        stored,
        path=storage.path_of(found.sha256),
        mime=found.mime,
        bytes=found.bytes,
        sha256=found.sha256,
        width=found.width,
        height=found.height,
    )


def _needs_fitting(media: Media, rule: MediaRule) -> bool:
    if not media.mime.startswith("image/") or media.is_animated or not rule.image_types:
        return False
    pixels = (media.width or 0) * (media.height or 0)
    fits = (
        media.mime in rule.image_types
        and media.bytes <= rule.image_bytes
        and (rule.image_pixels is None or pixels <= rule.image_pixels)
    )
    return not fits


def _target_type(media: Media, rule: MediaRule) -> str:
    """JPEG where it may be; a transparent image stays transparent where WebP or PNG may be."""
    wanted = ("image/jpeg", "image/webp", "image/png")
    return next((mime for mime in wanted if mime in rule.image_types), media.mime)


def _make(media: Media, rule: MediaRule, wish: str) -> Rendition:
    from PIL import Image

    mime = _target_type(media, rule)
    with storage.draft() as draft:
        with Image.open(storage.path_of(media.sha256)) as image:
            profile = image.info.get("icc_profile")
            flat = _flattened(image, mime)
        width, height = _write_within(flat, draft, mime, rule, profile)
        size = draft.stat().st_size
        sha256 = storage.keep(draft)
    values = {"sha256": sha256, "mime": mime, "bytes": size, "width": width, "height": height}
    try:
        with transaction.atomic():
            return Rendition.objects.create(source=media.sha256, wish=wish, **values)
    except IntegrityError:
        return Rendition.objects.get(source=media.sha256, wish=wish)


def _flattened(image: "Picture", mime: str) -> "Picture":
    """JPEG knows no transparency: what was see-through becomes white."""
    from PIL import Image

    if mime != "image/jpeg":
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    with_alpha = image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return white


def _write_within(
    image: "Picture", path: Path, mime: str, rule: MediaRule, profile: bytes | None
) -> tuple[int, int]:
    """Lower the quality, then the size, until it fits."""
    from PIL import Image

    from resonans.publishing.media import FORMATS

    options: dict[str, object] = {"icc_profile": profile} if profile else {}
    width, height = _within_pixels(image.width, image.height, rule.image_pixels)
    while True:
        small = (
            image
            if (width, height) == image.size
            else image.resize((width, height), Image.Resampling.LANCZOS)
        )
        for quality in _QUALITIES:
            small.save(path, format=FORMATS[mime], quality=quality, optimize=True, **options)
            if path.stat().st_size <= rule.image_bytes:
                return width, height
        if min(width, height) <= _LEAST_EDGE:
            return width, height
        width, height = max(1, int(width * _SHRINK)), max(1, int(height * _SHRINK))


def _within_pixels(width: int, height: int, maximum: int | None) -> tuple[int, int]:
    if maximum is None or width * height <= maximum:
        return width, height
    scale = math.sqrt(maximum / (width * height))
    return max(1, math.floor(width * scale)), max(1, math.floor(height * scale))
