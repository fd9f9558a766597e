"""Uploads: what they really are, what they must not carry, and how they are made to fit."""

import io
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from resonans.core import clock
from resonans.core.errors import Conflict, Invalid, NotAllowed, NotFound
from resonans.core.models import Brand
from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.networks.contract import MediaRule
from resonans.publishing import actions, jobs, queries, renditions
from resonans.publishing.models import Media
from resonans.publishing.types import Draft, MediaItem
from tests.publishing import pictures

pytestmark = pytest.mark.django_db


def upload(access: Access, content: bytes, name: str = "beans.jpg", alt: str = "") -> MediaItem:
    return actions.upload_media(access, io.BytesIO(content), name, alt=alt)


def stored(access: Access, item: MediaItem) -> bytes:
    return queries.open_media(access, item.id).path.read_bytes()


def files() -> list[Path]:
    return [path for path in settings().media_path.glob("*/*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"Dear customer, please find attached", "letter.jpg", "not_media"),
        (b"%PDF-1.7 and more of it", "menu.png", "not_media"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "logo.svg", "not_media"),
        (b"", "nothing.png", "not_media"),
        (b"MZ\x90\x00" + b"\x00" * 100, "beans.jpg", "not_media"),
        (pictures.film(), "beans.jpg", "not_what_it_says"),
        (pictures.photograph(), "beans.mp4", "not_what_it_says"),
        (pictures.bomb(), "beans.png", "too_many_pixels"),
        (pictures.bomb(8000), "beans.png", "too_many_pixels"),
        (pictures.photograph(400, 400, noise=True)[:-2000], "beans.jpg", "truncated"),
        (pictures.drawing()[:60], "beans.png", "truncated"),
        (b"\xff\xd8\xff\xe0" + b"nonsense" * 30, "beans.jpg", "truncated"),
        (pictures.film()[:-100], "beans.mp4", "truncated"),
        (b"\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom", "beans.mp4", "truncated"),
    ],
)
def test_what_cannot_be_posted_is_refused_with_its_reason(
    ben: Access, content: bytes, name: str, code: str
) -> None:
    before = files()
    with pytest.raises(Invalid) as refused:
        upload(ben, content, name)
    assert refused.value.code == code
    assert files() == before
    assert not Media.objects.exists()


@pytest.mark.parametrize("content", [pictures.photograph(), pictures.drawing(), pictures.flicker()])
def test_nothing_that_tells_a_place_is_kept(ben: Access, content: bytes) -> None:
    kept = stored(ben, upload(ben, content, "beans"))
    for secret in (b"Telephone", b"59.325", b"at home", b"Exif", b"xmpmeta"):
        assert secret not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == {}


def test_a_picture_taken_sideways_stands_upright(ben: Access) -> None:
    item = upload(ben, pictures.photograph(40, 20, orientation=6))
    assert (item.width, item.height) == (20, 40)
    with Image.open(io.BytesIO(stored(ben, item))) as image:
        red, _green, _blue = image.convert("RGB").getpixel((10, 5))  # type: ignore[misc]  # three numbers
        assert red > 200  # the left half is on top


def test_a_see_through_picture_stays_see_through(ben: Access) -> None:
    with Image.open(io.BytesIO(stored(ben, upload(ben, pictures.drawing(), "leaf.png")))) as image:
        assert image.mode == "RGBA"


def test_a_moving_picture_keeps_moving(ben: Access) -> None:
    with Image.open(io.BytesIO(stored(ben, upload(ben, pictures.flicker(), "steam.gif")))) as image:
        assert getattr(image, "n_frames", 1) == 3


def test_a_jpeg_called_png_is_taken_for_what_it_is(ben: Access) -> None:
    assert upload(ben, pictures.photograph(), "beans.png").mime == "image/jpeg"


def test_a_video_is_kept_as_it_is_and_its_duration_unknown(ben: Access) -> None:
    item = upload(ben, pictures.film(), "steam.mp4")
    assert (item.kind, item.duration_s) == ("video", None)
    assert stored(ben, item) == pictures.film()


def test_the_same_picture_is_stored_once(ben: Access) -> None:
    one, two = upload(ben, pictures.photograph()), upload(ben, pictures.photograph())
    assert one.id != two.id
    assert queries.open_media(ben, one.id).path == queries.open_media(ben, two.id).path


def test_only_members_may_open_a_file(ben: Access, vera: Access, cleo: Access) -> None:
    item = upload(ben, pictures.photograph())
    assert queries.open_media(vera, item.id).mime == "image/jpeg"
    with pytest.raises(NotFound):
        queries.open_media(cleo, item.id)
    with pytest.raises(NotAllowed):
        upload(vera, pictures.photograph())


def test_a_picture_in_use_cannot_be_deleted(ben: Access, brand: Brand) -> None:
    item = upload(ben, pictures.photograph())
    post = actions.save_draft(ben, Draft(brand.id, "Beans", (item.id,)))
    with pytest.raises(Conflict):
        actions.delete_media(ben, item.id)
    actions.delete_post(ben, post.id)
    actions.delete_media(ben, item.id)
    with pytest.raises(NotFound):
        queries.media(ben, item.id)


def test_a_replaced_picture_keeps_its_place(ben: Access, brand: Brand) -> None:
    item = upload(ben, pictures.photograph(), alt="Beans")
    post = actions.save_draft(ben, Draft(brand.id, "Beans", (item.id,)))
    actions.replace_media(ben, item.id, io.BytesIO(pictures.drawing()), "leaf.png")
    shown = queries.post(ben, post.id).media[0]
    assert (shown.id, shown.mime, shown.alt) == (item.id, "image/png", "Beans")


def rule(image_bytes: int = 20_000, pixels: int | None = None, *types: str) -> MediaRule:
    return MediaRule(4, types or ("image/jpeg", "image/png"), image_bytes, image_pixels=pixels)


def row(item: MediaItem) -> Media:
    return Media.objects.get(pk=item.id)


def test_a_picture_that_fits_goes_out_as_it_is(ben: Access) -> None:
    item = upload(ben, pictures.photograph())
    fitted = renditions.fitted(row(item), rule())
    assert (fitted.sha256, fitted.bytes) == (item.sha256, item.bytes)


@pytest.mark.parametrize(
    ("limits", "edge"),
    [(rule(20_000), 700), (rule(1_000_000, 10_000), 700), (rule(3_000), 300), (rule(500_000), 700)],
)
def test_a_picture_over_the_limits_is_made_to_fit(ben: Access, limits: MediaRule, edge: int) -> None:
    item = upload(ben, pictures.photograph(edge, edge, noise=True))
    fitted = renditions.fitted(row(item), limits)
    assert fitted.bytes <= limits.image_bytes
    assert fitted.bytes == fitted.path.stat().st_size
    assert limits.image_pixels is None or (fitted.width or 0) * (fitted.height or 0) <= limits.image_pixels
    with Image.open(fitted.path) as image:
        assert image.size == (fitted.width, fitted.height)
        assert dict(image.getexif()) == {}
    assert renditions.fitted(row(item), limits) == fitted


def test_a_type_that_the_network_lacks_is_converted(ben: Access) -> None:
    item = upload(ben, pictures.drawing(), "leaf.png")
    fitted = renditions.fitted(row(item), rule(20_000, None, "image/jpeg"))
    assert fitted.mime == "image/jpeg"
    with Image.open(fitted.path) as image:
        assert image.mode == "RGB"


def test_what_is_foreseen_for_the_composer_is_what_comes(ben: Access) -> None:
    item = upload(ben, pictures.photograph(700, 500, noise=True))
    limits = rule(1_000_000, 10_000)
    foreseen, fitted = (make(row(item), limits) for make in (renditions.foreseen, renditions.fitted))
    assert (foreseen.mime, foreseen.width, foreseen.height) == (fitted.mime, fitted.width, fitted.height)


def test_tidying_deletes_only_files_that_nothing_names(ben: Access) -> None:
    kept, gone = upload(ben, pictures.photograph()), upload(ben, pictures.drawing(), "leaf.png")
    paths = [queries.open_media(ben, item.id).path for item in (kept, gone)]
    actions.delete_media(ben, gone.id)
    jobs.tidy()
    assert [path.exists() for path in paths] == [True, True]  # an upload of this very day may still need it
    clock.set_to(clock.now().replace(year=date.today().year + 1))  # noqa: DTZ011
    try:
        jobs.tidy()
    finally:
        clock.set_to(None)
    assert [path.exists() for path in paths] == [True, False]


def test_a_draft_file_does_not_outlive_its_upload(ben: Access) -> None:
    with pytest.raises(Invalid):
        upload(ben, b"not a picture" * 1000)
    assert list((settings().media_path / "drafts").iterdir()) == []
