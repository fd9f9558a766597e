"""The demo's pictures: drawn here, so that nobody's photograph travels with resonans."""

import io
import math
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_SIZE = (1200, 900)
type _Colour = tuple[int, int, int]

ALT = {
    "cup": "En kopp kaffe på ett träbord, sedd uppifrån",
    "beans": "Rostade kaffebönor",
    "bag": "En papperspåse med etiketten Kajen",
    "quay": "Solen går upp över hamnen",
    "drum": "Rosttrumman med glöd bakom luckan",
}
NAMES = tuple(ALT)


def picture(name: str) -> bytes:
    """A JPEG, 1200 by 900; the same each time."""
    from PIL import Image, ImageDraw, ImageFilter

    image = Image.new("RGB", _SIZE)
    draw = ImageDraw.Draw(image)
    _PAINTERS[name](draw, random.Random(name))  # noqa: S311  (no secret hangs on it)
    soft = image.filter(ImageFilter.GaussianBlur(0.8))
    file = io.BytesIO()
    soft.save(file, "JPEG", quality=82, optimize=True)
    return file.getvalue()


@contextmanager
def files(drawn: Mapping[str, bytes]) -> Iterator[dict[str, Path]]:
    """The pictures as files, by name, while the block lasts."""
    with tempfile.TemporaryDirectory(prefix="resonans-demo-") as folder:
        found = {name: Path(folder) / f"{name}.jpg" for name in drawn}
        for name, content in drawn.items():
            found[name].write_bytes(content)
        yield found


def _shade(draw: "ImageDraw", top: _Colour, bottom: _Colour, first: int = 0, last: int = _SIZE[1]) -> None:
    """A vertical gradient."""
    for y in range(first, last):
        part = (y - first) / max(1, last - first - 1)
        mixed = tuple(round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
        draw.line([(0, y), (_SIZE[0], y)], fill=(mixed[0], mixed[1], mixed[2]))


def _disc(draw: "ImageDraw", x: float, y: float, radius: float, colour: _Colour) -> None:
    draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)


def _cup(draw: "ImageDraw", chance: random.Random) -> None:
    _shade(draw, (150, 106, 70), (116, 78, 48))
    for _ in range(60):
        y = chance.randrange(_SIZE[1])
        tone = chance.randrange(-14, 14)
        draw.line(
            [(0, y), (_SIZE[0], y + chance.randrange(-8, 8))],
            fill=(132 + tone, 92 + tone, 58 + tone),
            width=2,
        )
    _disc(draw, 612, 472, 342, (92, 60, 36))
    _disc(draw, 600, 455, 340, (236, 229, 218))
    _disc(draw, 600, 455, 322, (247, 243, 236))
    draw.rounded_rectangle([800, 410, 930, 500], 40, fill=(250, 247, 241))
    draw.rounded_rectangle([800, 436, 896, 474], 18, fill=(226, 218, 206))
    _disc(draw, 600, 455, 220, (252, 250, 246))
    _disc(draw, 600, 455, 196, (62, 34, 20))
    for step in range(18):
        _disc(draw, 600, 455, 190 - step * 3, (62 + step * 6, 34 + step * 4, 20 + step * 3))
    for size, colour in ((1.0, (232, 206, 170)), (0.55, (146, 98, 62)), (0.3, (232, 206, 170))):
        _heart(draw, 600, 448, 92 * size, colour)


def _heart(draw: "ImageDraw", x: float, y: float, size: float, colour: _Colour) -> None:
    points = []
    for step in range(60):
        turn = step / 60 * 2 * math.pi
        across = 16 * math.sin(turn) ** 3
        up = 13 * math.cos(turn) - 5 * math.cos(2 * turn) - 2 * math.cos(3 * turn) - math.cos(4 * turn)
        points.append((x + across * size / 16, y - up * size / 16))
    draw.polygon(points, fill=colour)


def _beans(draw: "ImageDraw", chance: random.Random) -> None:
    _shade(draw, (40, 24, 16), (26, 15, 10))
    for _ in range(900):
        x, y = chance.randrange(-40, _SIZE[0] + 40), chance.randrange(-40, _SIZE[1] + 40)
        long, wide, turn = chance.randrange(38, 56), chance.randrange(26, 34), chance.random() * math.pi
        tone = chance.randrange(-16, 24)
        outline, middle = [], []
        for step in range(24):
            angle = step / 24 * 2 * math.pi
            dx, dy = long * math.cos(angle), wide * math.sin(angle)
            outline.append(
                (x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn))
            )
        for step in range(9):
            dx, dy = long * (step / 4 - 1) * 0.9, 5 * math.sin(step / 8 * 2 * math.pi)
            middle.append(
                (x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn))
            )
        draw.polygon(outline, fill=(84 + tone, 48 + tone // 2, 28 + tone // 3), outline=(44, 24, 14))
        draw.line(middle, fill=(44, 24, 14), width=4)


def _bag(draw: "ImageDraw", chance: random.Random) -> None:
    _shade(draw, (226, 216, 200), (198, 184, 162))
    draw.ellipse([330, 770, 900, 850], fill=(170, 154, 130))
    draw.polygon([(400, 190), (800, 190), (830, 800), (370, 800)], fill=(176, 130, 84))
    draw.polygon([(400, 190), (450, 190), (430, 800), (370, 800)], fill=(158, 114, 72))
    draw.polygon([(400, 190), (800, 190), (792, 120), (408, 120)], fill=(190, 146, 100))
    draw.line([(400, 190), (800, 190)], fill=(140, 100, 62), width=5)
    draw.rounded_rectangle([460, 340, 750, 640], 18, fill=(250, 246, 238))
    for step in range(5):
        y = 470 + step * 20
        points = [(490 + x, y + 9 * math.sin(x / 22 + step)) for x in range(0, 232, 4)]
        draw.line(points, fill=(40, 92, 120), width=6)
    _disc(draw, 605, 415, 34, (214, 120, 52))
    for _ in range(26):
        x, y = chance.randrange(850, 1120), chance.randrange(740, 830)
        draw.ellipse([x, y, x + 34, y + 24], fill=(92, 54, 32), outline=(52, 30, 18))
        draw.arc([x + 4, y + 6, x + 30, y + 18], 190, 350, fill=(52, 30, 18), width=3)


def _quay(draw: "ImageDraw", chance: random.Random) -> None:
    _shade(draw, (72, 96, 140), (250, 196, 140), 0, 520)
    _disc(draw, 820, 470, 84, (255, 232, 178))
    _shade(draw, (214, 150, 116), (34, 54, 82), 520, _SIZE[1])
    for _ in range(240):
        y = chance.randrange(525, 800)
        x = int(chance.gauss(820, 60 + (y - 520))) if chance.random() < 0.6 else chance.randrange(_SIZE[0])
        draw.line([(x, y), (x + chance.randrange(18, 70), y)], fill=(250, 214, 164), width=2)
    x = 0
    while x < 640:
        wide, high = chance.randrange(60, 110), chance.randrange(110, 240)
        draw.rectangle([x, 520 - high, x + wide, 520], fill=(44, 48, 66))
        draw.polygon([(x, 520 - high), (x + wide / 2, 470 - high), (x + wide, 520 - high)], fill=(36, 38, 54))
        for window in range(high // 44):
            if chance.random() < 0.6:
                top = 530 - high + window * 42
                draw.rectangle([x + wide / 2 - 8, top, x + wide / 2 + 8, top + 16], fill=(252, 212, 130))
        x += wide + 6
    draw.rectangle([0, 800, _SIZE[0], _SIZE[1]], fill=(52, 40, 34))
    for plank in range(0, _SIZE[0], 120):
        draw.line([(plank, 800), (plank - 40, _SIZE[1])], fill=(34, 26, 22), width=5)


def _drum(draw: "ImageDraw", chance: random.Random) -> None:
    _shade(draw, (52, 48, 50), (28, 26, 28))
    _disc(draw, 600, 450, 370, (84, 84, 90))
    _disc(draw, 600, 450, 340, (58, 58, 64))
    for step in range(40):
        _disc(draw, 600, 450, 250 - step * 5, (min(255, 96 + step * 4), 34 + step * 3, 14 + step))
    for _ in range(150):
        angle, away = chance.random() * 2 * math.pi, 240 * math.sqrt(chance.random())
        x, y = 600 + away * math.cos(angle), 450 + away * math.sin(angle)
        draw.ellipse([x - 17, y - 11, x + 17, y + 11], fill=(70, 36, 20), outline=(30, 16, 10))
    for bolt in range(12):
        angle = bolt / 12 * 2 * math.pi
        _disc(draw, 600 + 300 * math.cos(angle), 450 + 300 * math.sin(angle), 14, (132, 132, 138))
    draw.rounded_rectangle([960, 400, 1160, 440], 18, fill=(120, 84, 54))


_PAINTERS: dict[str, Callable[["ImageDraw", random.Random], None]] = {
    "cup": _cup,
    "beans": _beans,
    "bag": _bag,
    "quay": _quay,
    "drum": _drum,
}
