"""Pictures of pages, compared pixel by pixel under the Chromium that recorded them.

`RESONANS_TEST_PICTURES=record` writes them anew; look at each before it is committed. What differs is laid in
`test-results/pictures`.
"""

import io
import os
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page

from tests import parts

FOLDER = Path(__file__).parent / "pictures"
DIFFERENT = Path(__file__).parents[3] / "test-results" / "pictures"
VERSION = FOLDER / "chromium.txt"
SHARE, STEP = 0.002, 40
"""At most this share of pixels may differ, by more than this step of 255: they are kept in few colours."""


def recorded_under() -> str:
    """The version of Chromium that made the pictures; "" before there are any."""
    return VERSION.read_text().strip() if VERSION.exists() else ""


def comparable() -> bool:
    """Whether this machine's Chromium draws as the recorded pictures were drawn."""
    return recorded_under() == (parts.chromium_version() or "none")


def compare(page: Page, name: str) -> None:
    """Hold what the tab shows against its recorded picture; record it where that was asked for."""
    target = FOLDER / f"{name}.png"
    recording = os.environ.get("RESONANS_TEST_PICTURES") == "record"
    if not recording and not comparable():
        return
    now = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    if recording:
        FOLDER.mkdir(exist_ok=True)
        now.quantize(64, dither=Image.Dither.NONE).save(target, optimize=True)
        VERSION.write_text(f"{parts.chromium_version()}\n")
        return
    assert target.exists(), f"No picture {name}: record it with RESONANS_TEST_PICTURES=record and look at it."
    before = Image.open(target).convert("RGB")
    share = 1.0 if before.size != now.size else _share(before, now)
    if share > SHARE:
        DIFFERENT.mkdir(parents=True, exist_ok=True)
        now.save(DIFFERENT / f"{name}.png")
    assert share <= SHARE, (
        f"{name} differs in {share:.2%} of its pixels: see test-results/pictures/{name}.png"
    )


def _share(before: Image.Image, now: Image.Image) -> float:
    difference = ImageChops.difference(before, now).convert("L").point(lambda step: 255 if step > STEP else 0)
    return difference.histogram()[255] / (now.width * now.height)
