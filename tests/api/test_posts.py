"""Posts, media and deliveries."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from resonans.core import clock
from resonans.core.models import Brand
from resonans.networks.errors import OutcomeUnknown
from resonans.networks.types import Account
from resonans.publishing import jobs
from resonans.publishing.models import Delivery, Media, Post
from tests.api.conftest import Program
from tests.publishing.conftest import Plan
from tests.publishing.pictures import photograph
from tests.publishing.pier import Pier

AT_ONE = {"local": "2026-11-23T14:30"}
"""Half an hour after `noon`, in Stockholm."""


@pytest.fixture
def draft(kajen: Account, brand: Brand) -> dict[str, Any]:
    """What an autumn roast is announced by."""
    return {
        "brand": str(brand.pk),
        "text": "The autumn roast is back.",
        "variants": [{"account": str(kajen.id)}],
    }


def picture(name: str = "roast.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or photograph(), content_type="image/jpeg")


def test_a_post_is_written_read_changed_scheduled_and_deleted(editor: Program, draft: dict[str, Any]) -> None:
    made = editor.post("posts", draft).ok(201)
    assert (made["state"], made["revision"]) == ("draft", editor.get(f"posts/{made['id']}").ok()["revision"])
    changed = editor.patch(f"posts/{made['id']}", {"text": "It is here."}).ok()
    assert changed["text"] == "It is here."
    assert changed["variants"] == made["variants"]
    assert changed["revision"] > made["revision"]
    planned = editor.post(f"posts/{made['id']}/schedule", {"wall": AT_ONE}).ok()
    assert planned["state"] == "scheduled"
    assert planned["planned_at"] == "2026-11-23T13:30:00Z"
    assert planned["wall"] == {"local": "2026-11-23T14:30:00", "zone": "Europe/Stockholm"}
    assert [each["post"] for each in editor.get("posts?state=scheduled").ok()["items"]] == [made["id"]]
    undo = editor.delete(f"posts/{made['id']}").ok()
    editor.get(f"posts/{made['id']}").problem(404, "not_found")
    assert editor.post(f"undo/{undo['id']}").ok()["state"] == "scheduled"


def test_nobody_overwrites_anothers_edit(editor: Program, owner: Program, draft: dict[str, Any]) -> None:
    made = editor.post("posts", draft).ok(201)
    owner.patch(f"posts/{made['id']}", {"text": "Ana's"}).ok()
    late = {"text": "Ben's", "revision": made["revision"]}
    assert editor.patch(f"posts/{made['id']}", late).status == 409
    assert editor.get(f"posts/{made['id']}").ok()["text"] == "Ana's"


def test_a_link_is_taken_away_by_null_and_kept_by_silence(editor: Program, draft: dict[str, Any]) -> None:
    made = editor.post("posts", draft | {"link": {"url": "https://kajen.example/roast"}}).ok(201)
    kept = editor.patch(f"posts/{made['id']}", {"text": "x"}).ok()
    assert kept["link"]["url"] == "https://kajen.example/roast"
    assert editor.patch(f"posts/{made['id']}", {"link": None}).ok()["link"] is None


def test_a_skipped_hour_is_refused_with_the_next_that_is(editor: Program, draft: dict[str, Any]) -> None:
    made = editor.post("posts", draft).ok(201)
    skipped = {"wall": {"local": "2027-03-28T02:30"}}
    found = editor.post(f"posts/{made['id']}/schedule", skipped).problem(422, "skipped_time")
    assert found["next_valid"]["local"] == "2027-03-28T03:00"


@pytest.mark.parametrize(
    ("local", "code"),
    [
        ("2026-11-23T12:00", "past"),
        ("2026-02-30T12:00", "invalid"),
        ("0001-01-01T00:00", "invalid"),
        ("9999-12-31T23:59", "invalid"),
        ("2026-11-23T14:30Z", "malformed"),
        ("tomorrow", "malformed"),
    ],
)
def test_an_absurd_time_is_refused(editor: Program, draft: dict[str, Any], local: str, code: str) -> None:
    made = editor.post("posts", draft).ok(201)
    editor.post(f"posts/{made['id']}/schedule", {"wall": {"local": local}}).problem(422, code)


def test_a_text_that_does_not_fit_is_told_before_and_refused_at_scheduling(
    editor: Program, draft: dict[str, Any]
) -> None:
    long = draft | {"text": "x" * 281}
    (fit,) = editor.post("posts/check", long).ok()["items"]
    assert (fit["length"], fit["maximum"], fit["fits"]) == (281, 280, False)
    assert fit["problems"][0]["sentence"]
    made = editor.post("posts", long).ok(201)
    assert editor.post(f"posts/{made['id']}/schedule", {"wall": AT_ONE}).status == 422


def test_a_viewer_reads_posts_and_writes_none(
    viewer: Program, editor: Program, draft: dict[str, Any]
) -> None:
    made = editor.post("posts", draft).ok(201)
    assert viewer.get(f"posts/{made['id']}").ok()["text"] == draft["text"]
    viewer.post("posts", draft).problem(403, "not_allowed")
    viewer.patch(f"posts/{made['id']}", {"text": "x"}).problem(403, "not_allowed")
    for verb, body in _verbs():
        viewer.post(f"posts/{made['id']}/{verb}", body).problem(403, "not_allowed")
    viewer.delete(f"posts/{made['id']}").problem(403, "not_allowed")


def test_a_stranger_finds_no_post_of_another_workspace(
    stranger: Program, editor: Program, draft: dict[str, Any]
) -> None:
    made = editor.post("posts", draft).ok(201)
    assert stranger.get("posts").ok()["items"] == []
    stranger.get(f"posts/{made['id']}").problem(404, "not_found")
    stranger.patch(f"posts/{made['id']}", {"text": "x"}).problem(404, "not_found")
    stranger.delete(f"posts/{made['id']}").problem(404, "not_found")
    for verb, body in _verbs():
        stranger.post(f"posts/{made['id']}/{verb}", body).problem(404, "not_found")
    assert stranger.post("posts", draft).status in {404, 422}
    assert Post.objects.count() == 1


def _verbs() -> list[tuple[str, dict[str, Any]]]:
    timing = {"wall": AT_ONE}
    return [
        ("schedule", timing),
        ("now", {}),
        ("move", AT_ONE),
        ("cancel", {}),
        ("submit", timing),
        ("approve", {"revision": 1}),
        ("decline", {"words": "No"}),
        ("withdraw", {}),
    ]


def test_a_draft_is_submitted_and_decided_by_another(
    editor: Program, owner: Program, draft: dict[str, Any]
) -> None:
    made = editor.post("posts", draft).ok(201)
    asked = editor.post(f"posts/{made['id']}/submit", {"wall": AT_ONE}).ok()
    assert asked["state"] == "in_review"
    editor.post(f"posts/{made['id']}/approve", {"revision": asked["revision"]}).problem(403, "not_allowed")
    declined = owner.post(f"posts/{made['id']}/decline", {"words": "Shorter, please"}).ok()
    assert (declined["state"], declined["approval"]["words"]) == ("declined", "Shorter, please")
    again = editor.post(f"posts/{made['id']}/submit", {"wall": AT_ONE}).ok()
    approved = owner.post(f"posts/{made['id']}/approve", {"revision": again["revision"]}).ok()
    assert approved["state"] == "scheduled"


def test_equal_drafts_with_one_key_are_one(editor: Program, draft: dict[str, Any]) -> None:
    first = editor.post("posts", draft, Idempotency_Key="k").ok(201)
    assert editor.post("posts", draft, Idempotency_Key="k").ok(201) == first
    assert Post.objects.count() == 1


def test_a_delivery_is_read_moved_and_cancelled(editor: Program, viewer: Program, plan: Plan) -> None:
    post = plan("Hello")
    (listed,) = editor.get(f"deliveries?post={post.id}").ok()["items"]
    assert listed["state"] == "planned"
    moved = editor.post(f"deliveries/{listed['id']}/move", {"local": "2026-11-23T16:00"}).ok()
    assert moved["planned_at"] == "2026-11-23T15:00:00Z"
    viewer.post(f"deliveries/{listed['id']}/cancel").problem(403, "not_allowed")
    assert editor.post(f"deliveries/{listed['id']}/cancel").ok()["state"] == "cancelled"
    detail = viewer.get(f"deliveries/{listed['id']}").ok()
    assert detail["delivery"]["state"] == "cancelled"
    assert detail["explanation"]
    assert detail["timeline"]


def test_a_delivery_goes_out_once_and_shows_its_address(editor: Program, plan: Plan, pier: Pier) -> None:
    post = plan("Hello")
    clock.move(600)
    jobs.drain()
    (delivery,) = editor.get(f"posts/{post.id}").ok()["deliveries"]
    assert (delivery["state"], delivery["url"]) == ("live", "https://pier.example/p1")
    detail = editor.get(f"deliveries/{delivery['id']}").ok()
    assert [each["outcome"] for each in detail["attempts"]] == ["accepted"]
    editor.post(f"deliveries/{delivery['id']}/cancel").problem(409, "too_late")


@pytest.mark.parametrize("outcome", ["it_is_there", "send_again", "give_up"])
def test_an_unknown_delivery_is_settled_by_who_looked(
    editor: Program, viewer: Program, plan: Plan, pier: Pier, outcome: str
) -> None:
    pier.tell("publish", OutcomeUnknown("cut off"))
    post = plan("Hello")
    clock.move(600)
    jobs.drain()
    (delivery,) = editor.get(f"posts/{post.id}").ok()["deliveries"]
    assert delivery["state"] == "unknown"
    body = {"outcome": outcome} | ({"url": "https://pier.example/p1"} if outcome == "it_is_there" else {})
    viewer.post(f"deliveries/{delivery['id']}/settle", body).problem(403, "not_allowed")
    editor.post(f"deliveries/{delivery['id']}/settle", {"outcome": "perhaps"}).problem(422, "malformed")
    settled = editor.post(f"deliveries/{delivery['id']}/settle", body).ok()
    assert settled["state"] != "unknown"
    assert Delivery.objects.get().state == settled["state"]


def test_a_stranger_finds_no_delivery(stranger: Program, plan: Plan) -> None:
    (delivery,) = plan("Hello").deliveries
    assert stranger.get("deliveries").ok()["items"] == []
    stranger.get(f"deliveries/{delivery.id}").problem(404, "not_found")
    for verb, body in (
        ("move", AT_ONE),
        ("cancel", {}),
        ("now", {}),
        ("retry", {}),
        ("settle", {"outcome": "give_up"}),
    ):
        stranger.post(f"deliveries/{delivery.id}/{verb}", body).problem(404, "not_found")


def test_posts_are_paged_without_gaps_or_repeats(editor: Program, draft: dict[str, Any]) -> None:
    made = [editor.post("posts", draft).ok(201)["id"] for _ in range(5)]
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = editor.get(f"posts?limit=2&cursor={cursor}").ok()
        seen += [each["post"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made[::-1]


def test_a_file_is_uploaded_read_described_and_deleted(
    editor: Program, viewer: Program, stranger: Program, noon: datetime
) -> None:
    made = editor.upload("media", {"file": picture(), "alt": "Beans"}).ok(201)
    assert (made["kind"], made["mime"], made["alt"]) == ("image", "image/jpeg", "Beans")
    assert viewer.get("media").ok()["items"] == [made]
    sent = viewer.get(f"media/{made['id']}/file").response
    content = b"".join(sent.streaming_content)
    assert len(content) == made["bytes"]
    assert b"59.325" not in content
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert editor.patch(f"media/{made['id']}", {"alt": "Roasted beans"}).ok()["alt"] == "Roasted beans"
    for path in (f"media/{made['id']}", f"media/{made['id']}/file"):
        stranger.get(path).problem(404, "not_found")
    stranger.patch(f"media/{made['id']}", {"alt": "x"}).problem(404, "not_found")
    stranger.delete(f"media/{made['id']}").problem(404, "not_found")
    viewer.delete(f"media/{made['id']}").problem(403, "not_allowed")
    viewer.upload("media", {"file": picture()}).problem(403, "not_allowed")
    assert editor.delete(f"media/{made['id']}").ok(204) is None
    editor.get(f"media/{made['id']}").problem(404, "not_found")


def test_an_upload_with_one_key_is_kept_once(editor: Program, noon: datetime) -> None:
    first = editor.upload("media", {"file": picture()}, Idempotency_Key="k").ok(201)
    assert editor.upload("media", {"file": picture()}, Idempotency_Key="k").ok(201) == first
    other = {"file": picture(content=photograph(60, 60))}
    editor.upload("media", other, Idempotency_Key="k").problem(422, "idempotency_key_reused")
    assert Media.objects.count() == 1


@pytest.mark.parametrize("content", [b"GIF8", b"<svg onload='x'/>", b"\x00" * 100, photograph()[:200]])
def test_a_file_that_is_not_what_it_says_is_refused(editor: Program, content: bytes) -> None:
    found = editor.upload("media", {"file": picture(content=content)})
    assert found.status == 422
    assert found.json["detail"]
    assert not Media.objects.exists()


def test_an_upload_without_a_file_is_refused(editor: Program) -> None:
    editor.upload("media", {"alt": "Nothing"}).problem(422, "malformed")
    editor.post("media", {"alt": "Nothing"}).problem(422, "malformed")


def test_media_in_use_stays(editor: Program, draft: dict[str, Any]) -> None:
    made = editor.upload("media", {"file": picture(), "alt": "Beans"}).ok(201)
    post = editor.post("posts", draft | {"media": [made["id"]]}).ok(201)
    assert [each["id"] for each in post["media"]] == [made["id"]]
    assert editor.delete(f"media/{made['id']}").status == 409


@pytest.mark.parametrize(
    "change",
    [
        {"brand": "not-an-id"},
        {"variants": [{}]},
        {"variants": "all"},
        {"media": [str(uuid4())] * 51},
        {"text": None, "unknown": 1},
        {"link": {"url": "x" * 3000}},
        {"variants": [{"account": str(uuid4()), "poll": {"options": [], "closes_after_s": -1}}]},
    ],
)
def test_an_absurd_draft_is_refused(editor: Program, draft: dict[str, Any], change: dict[str, Any]) -> None:
    editor.post("posts", draft | change).problem(422, "malformed")


def test_what_is_not_in_this_workspace_cannot_be_used(
    editor: Program, draft: dict[str, Any], narrow: Callable[..., Program]
) -> None:
    for change in (
        {"brand": str(uuid4())},
        {"media": [str(uuid4())]},
        {"variants": [{"account": str(uuid4())}]},
    ):
        assert editor.post("posts", draft | change).status in {404, 422}
    narrow("read").post("posts", draft).problem(403, "not_allowed")
