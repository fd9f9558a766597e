"""Pictures and videos made in the test."""

import io
import struct
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photograph(width: int = 40, height: int = 20, *, orientation: int = 1, noise: bool = False) -> bytes:
    """A JPEG as a phone makes it: with its position and its orientation. Its left half is red."""
    image = (
        Image.effect_noise((width, height), 120).convert("RGB")
        if noise
        else Image.new("RGB", (width, height))
    )
    if not noise:
        image.paste((255, 0, 0), (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = "Telephone"
    exif.get_ifd(GPS).update({1: "N", 2: (59.0, 19.0, 30.0), 3: "E", 4: (18.0, 4.0, 6.0)})
    made = io.BytesIO()
    image.save(
        made, "JPEG", quality=92, exif=exif, xmp=b"<x:xmpmeta>59.325 N</x:xmpmeta>", comment=b"at home"
    )
    return made.getvalue()


def drawing(size: tuple[int, int] = (30, 30)) -> bytes:
    """A see-through PNG with XMP, a text and EXIF in it."""
    said = PngInfo()
    said.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>59.325 N</x:xmpmeta>")
    said.add_text("Comment", "at home")
    exif = Image.Exif()
    exif[MAKE] = "Telephone"
    made = io.BytesIO()
    Image.new("RGBA", size, (0, 120, 0, 128)).save(made, "PNG", pnginfo=said, exif=exif)
    return made.getvalue()


def flicker() -> bytes:
    """A GIF of three frames."""
    frames = [Image.new("RGB", (12, 12), colour) for colour in ("red", "green", "blue")]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=b"at home")
    return made.getvalue()


def bomb(edge: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes that says it is `edge` × `edge`."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", edge, edge, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def film(kind: bytes = b"isom") -> bytes:
    """The boxes of an MP4, with nothing in them."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", 8 + len(content)) + name + content

    return (
        box(b"ftyp", kind + b"\x00\x00\x02\x00isom")
        + box(b"moov", b"\x00" * 40)
        + box(b"mdat", b"\x00" * 500)
    )
