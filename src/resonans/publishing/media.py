"""What an uploaded file really is, and cleaning it: by content, never by name.

Images are turned upright and lose every block of metadata (EXIF with its GPS position, XMP, IPTC, comments)
but the colour profile, at upload, so that no copy with a location is ever stored. Videos are stored as they
are; their duration is not measured.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from resonans.core.errors import Invalid
from resonans.core.words import _
from resonans.publishing import storage

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

IMAGE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
FORMATS = {mime: name for name, mime in IMAGE_TYPES.items()}
PIXELS_MAXIMUM = 50_000_000
"""Of all frames together; a 48-megapixel photograph passes."""
IMAGE_BYTES_MAXIMUM = 64_000_000
VIDEO_BYTES_MAXIMUM = 1_000_000_000
_NAMES = {
    "image": {
        "jpg",
        "jpeg",
        "jpe",
        "jfif",
        "png",
        "gif",
        "webp",
        "heic",
        "heif",
        "avif",
        "bmp",
        "tif",
        "tiff",
    },
    "video": {"mp4", "m4v", "mov", "webm", "mkv", "avi"},
}
_HEAD = 32


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in its place, and what it is."""

    sha256: str
    mime: str
    bytes: int
    width: int | None = None
    height: int | None = None
    is_animated: bool = False


def store(source: BinaryIO, name: str) -> Stored:
    """Check, clean and keep an upload.

    Raises Invalid with code not_media, not_what_it_says, too_many_pixels, truncated or too_big, and
    StorageFull; nothing is kept then.
    """
    with storage.draft() as draft:
        storage.receive(source, draft, maximum=VIDEO_BYTES_MAXIMUM)
        mime = _sniff(draft)
        _compare_with_name(mime, name)
        if mime.startswith("video/"):
            _check_video(draft, mime)
            size = draft.stat().st_size
            return Stored(storage.keep(draft), mime, size)
        if draft.stat().st_size > IMAGE_BYTES_MAXIMUM:
            raise Invalid(
                _("This image is larger than %(megabytes)s MB, the most that can be uploaded.")
                % {"megabytes": IMAGE_BYTES_MAXIMUM // 1_000_000},
                code="too_big",
            )
        with storage.draft() as clean:
            width, height, is_animated = _clean(draft, clean, mime)
            size = clean.stat().st_size
            return Stored(storage.keep(clean), mime, size, width, height, is_animated)


def _sniff(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] not in {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"}:
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm"
    raise Invalid(
        _("This is not an image or a video that can be posted. Use JPEG, PNG, GIF, WebP, MP4, MOV or WebM."),
        code="not_media",
    )


def _compare_with_name(mime: str, name: str) -> None:
    """Refuse an image called a video, and the other way round; a JPEG called .png is common, and fine."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    kind = mime.split("/", maxsplit=1)[0]
    for said, endings in _NAMES.items():
        if ending in endings and said != kind:
            raise Invalid(
                _("“%(name)s” is not what its name says: it is %(type)s. Rename it or choose another file.")
                % {"name": name, "type": mime},
                code="not_what_it_says",
            )


def _truncated() -> Invalid:
    return Invalid(_("This file is damaged or was cut off. Export or upload it again."), code="truncated")


def _clean(source: Path, target: Path, mime: str) -> tuple[int, int, bool]:
    """Decode all of an image and write it again without metadata: (width, height, is it animated)."""
    from PIL import Image

    try:
        with Image.open(source, formats=[FORMATS[mime]]) as image:
            # A camera's JPEG may carry a preview as a second picture (MPO): the first one is the photograph.
            frames: int = 1 if mime == "image/jpeg" else getattr(image, "n_frames", 1)
            if image.width * image.height * frames > PIXELS_MAXIMUM:
                raise _too_many_pixels()
            return _write_clean(image, target, mime, frames)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _truncated() from error
    except (SyntaxError, ValueError, EOFError, IndexError, TypeError) as error:
        raise _truncated() from error


def _too_many_pixels() -> Invalid:
    return Invalid(
        _("This image has more than %(millions)s million pixels. Make it smaller, then upload it again.")
        % {"millions": PIXELS_MAXIMUM // 1_000_000},
        code="too_many_pixels",
    )


def _write_clean(image: "Picture", target: Path, mime: str, frames: int) -> tuple[int, int, bool]:
    from PIL import ImageOps

    kept = {"icc_profile": image.info["icc_profile"]} if image.info.get("icc_profile") else {}
    if frames > 1:
        for number in range(frames):
            image.seek(number)
            image.load()
        image.seek(0)
        image.info.pop("comment", None)
        image.save(target, format=FORMATS[mime], save_all=True, exif=b"", xmp=b"", **kept)
        return image.width, image.height, True
    image.load()
    turned = ImageOps.exif_transpose(image)
    is_turned = turned is not image and image.getexif().get(0x0112, 1) != 1
    upright = turned if is_turned else image
    upright.info = {name: value for name, value in image.info.items() if name == "transparency"}
    options: dict[str, object] = dict(kept)
    if mime == "image/jpeg":
        same_tables = image.format == "JPEG" and not is_turned
        options |= {"quality": "keep"} if same_tables else {"quality": 95, "subsampling": 0}
    elif mime == "image/webp":
        options |= {"quality": 95}
    upright.save(target, format=FORMATS[mime], **options)
    return upright.width, upright.height, False


def _check_video(path: Path, mime: str) -> None:
    """Walk the boxes of an MP4 or QuickTime file: each must end inside the file, and one must be `moov`."""
    if mime == "video/webm":
        return
    end, at, kinds = path.stat().st_size, 0, set()
    with path.open("rb") as file:
        while at < end:
            file.seek(at)
            head = file.read(16)
            if len(head) < 8:
                raise _truncated()
            size = int.from_bytes(head[:4])
            kinds.add(head[4:8])
            if size == 1:
                size = int.from_bytes(head[8:16])
            elif size == 0:
                size = end - at
            if size < 8 or at + size > end:
                raise _truncated()
            at += size
    if b"moov" not in kinds:
        raise _truncated()
