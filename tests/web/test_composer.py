"""The composer: writing, checking, scheduling, asking for approval, and what a post's page says."""

import re
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from resonans.core.models import Brand
from resonans.core.types import Access, Role
from resonans.networks.models import Account as Row
from resonans.publishing import actions, queries
from resonans.publishing.models import Delivery, Post
from resonans.publishing.types import DeliveryState, PostState, Wall
from resonans.publishing.types import Post as PostValue
from tests.conftest import join
from tests.web.conftest import SignIn, Write

NEW = "/w/kajen/posts/new/"


def form(*accounts: Row, **fields: Any) -> dict[str, Any]:
    """What a browser would send."""
    return {"account": [str(row.pk) for row in accounts], "text": "The autumn roast is back.", **fields}


def picture() -> SimpleUploadedFile:
    """A small photo."""
    target = BytesIO()
    Image.new("RGB", (64, 48), "#8a4b00").save(target, "JPEG")
    return SimpleUploadedFile("roast.jpg", target.getvalue(), "image/jpeg")


def the_post(access: Access) -> Any:
    """The only post."""
    return queries.post(access, Post.objects.get().pk)


def test_a_new_post_offers_the_brands_accounts_all_chosen(
    signed_in: SignIn, ben: Access, bluesky: Row, mastodon: Row
) -> None:
    page = signed_in(ben).get(NEW).content.decode()
    assert page.count('name="account"') == 2
    assert page.count('name="account" value="') == page.count(" checked><img")


def test_without_accounts_it_leads_to_connecting_one(
    signed_in: SignIn, ben: Access, brand: Brand, noon: datetime
) -> None:
    assert "No account to post to yet" in signed_in(ben).get(NEW).content.decode()


def test_a_viewer_cannot_write(signed_in: SignIn, vera: Access, bluesky: Row) -> None:
    assert signed_in(vera).get(NEW).status_code == 403
    assert signed_in(vera).post(NEW, form(bluesky)).status_code == 403


def test_a_draft_is_saved_with_a_text_of_its_own_for_one_account(
    signed_in: SignIn, ben: Access, bluesky: Row, mastodon: Row
) -> None:
    own = {f"own.{mastodon.pk}": "on", f"text.{mastodon.pk}": "For Mastodon.", "warning": "Coffee"}
    answer = signed_in(ben).post(NEW, form(bluesky, mastodon, do="save", **own))
    post = the_post(ben)
    assert answer["Location"] == f"/w/kajen/posts/{post.id}/"
    assert post.state is PostState.DRAFT
    assert [(each.text, each.content_warning) for each in post.variants] == [
        (None, ""),
        ("For Mastodon.", "Coffee"),
    ]


def test_scheduling_says_when_in_words(signed_in: SignIn, ben: Access, bluesky: Row) -> None:
    sent = form(bluesky, do="schedule", date="2026-11-24", time="17:30")
    page = signed_in(ben).post(NEW, sent, follow=True).content.decode()
    assert "Scheduled for Tue 24 Nov, 17:30." in page
    assert the_post(ben).state is PostState.SCHEDULED


def test_a_text_that_does_not_fit_is_refused_naming_the_account_and_is_kept_as_a_draft(
    signed_in: SignIn, ben: Access, bluesky: Row, mastodon: Row
) -> None:
    sent = form(bluesky, mastodon, do="schedule", date="2026-11-24", time="17:30")
    answer = signed_in(ben).post(NEW, sent | {"text": "é" * 301})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "kajen.example: The text is 301 characters long; 300 fit." in page
    assert "é" * 301 in page
    assert the_post(ben).state is PostState.DRAFT


def test_a_skipped_hour_is_refused_and_the_next_valid_time_filled_in(
    signed_in: SignIn, ben: Access, bluesky: Row
) -> None:
    answer = signed_in(ben).post(NEW, form(bluesky, do="schedule", date="2027-03-28", time="02:30"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "the clocks go forward" in page
    assert 'name="time" value="03:00"' in page


@pytest.mark.parametrize(
    ("day", "at"), [("", ""), ("2026-11-24", ""), ("2026-13-01", "10:00"), ("x", "25:00")]
)
def test_scheduling_without_a_time_asks_for_one(
    signed_in: SignIn, ben: Access, bluesky: Row, day: str, at: str
) -> None:
    answer = signed_in(ben).post(NEW, form(bluesky, do="schedule", date=day, time=at))
    assert answer.status_code == 422
    assert "Choose a date and a time." in answer.content.decode()


def test_the_check_counts_and_warns_for_each_account_as_somebody_types(
    signed_in: SignIn, ben: Access, bluesky: Row, mastodon: Row
) -> None:
    sent = form(bluesky, mastodon, date="2026-11-24", time="17:30") | {"text": "x" * 400}
    answer = signed_in(ben).post("/w/kajen/posts/check/", sent, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "400 of 300" in page
    assert "400 of 500" in page
    assert "Shorten it by 100" in page
    assert "Schedule for Tue 24 Nov, 17:30" in page
    assert "in Stockholm" in page


def test_an_upload_is_shown_with_a_field_for_its_description(
    signed_in: SignIn, ben: Access, bluesky: Row
) -> None:
    answer = signed_in(ben).post("/w/kajen/media/", {"file": picture()}, headers={"HX-Request": "true"})
    (item,) = queries.media_list(ben).items
    assert f'name="alt.{item.id}"' in answer.content.decode()


def test_a_file_that_is_not_what_its_name_says_is_refused_in_words_and_the_others_kept(
    signed_in: SignIn, ben: Access, bluesky: Row
) -> None:
    wrong = SimpleUploadedFile("notes.jpg", b"only words", "image/jpeg")
    page = signed_in(ben).post("/w/kajen/media/", {"file": [picture(), wrong]}).content.decode()
    assert len(queries.media_list(ben).items) == 1
    assert "notes.jpg" in page


def test_descriptions_are_kept_with_the_draft_and_a_missing_one_is_warned_of(
    signed_in: SignIn, ben: Access, bluesky: Row
) -> None:
    client = signed_in(ben)
    client.post("/w/kajen/media/", {"file": picture()})
    (item,) = queries.media_list(ben).items
    sent = form(bluesky, media=str(item.id))
    assert "has no description" in client.post("/w/kajen/posts/check/", sent).content.decode()
    sent[f"alt.{item.id}"] = "Roasted beans in a tray."
    assert "has no description" not in client.post("/w/kajen/posts/check/", sent).content.decode()
    client.post(NEW, sent | {"do": "save"})
    assert the_post(ben).media[0].alt == "Roasted beans in a tray."


def test_without_script_files_come_with_the_form_and_pictures_change_places(
    signed_in: SignIn, ben: Access, bluesky: Row
) -> None:
    client = signed_in(ben)
    first = client.post(NEW, form(bluesky, do="attach", file=[picture(), picture()]))
    ids = [str(item.id) for item in queries.media_list(ben).items]
    assert all(each in first.content.decode() for each in ids)
    swapped = client.post(NEW, form(bluesky, media=ids, do=f"later:{ids[0]}")).content.decode()
    assert swapped.index(f'data-media="{ids[1]}"') < swapped.index(f'data-media="{ids[0]}"')
    gone = client.post(NEW, form(bluesky, media=ids, do=f"remove:{ids[0]}")).content.decode()
    assert f'data-media="{ids[0]}"' not in gone
    assert not Post.objects.exists()


def test_media_are_served_to_members_only_and_run_nothing(
    signed_in: SignIn, ben: Access, cleo: Access, bluesky: Row
) -> None:
    signed_in(ben).post("/w/kajen/media/", {"file": picture()})
    (item,) = queries.media_list(ben).items
    answer = signed_in(ben).get(f"/w/kajen/media/{item.id}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer).startswith(b"\xff\xd8")
    assert signed_in(cleo).get(f"/w/kajen/media/{item.id}/").status_code == 404


def test_an_agent_asks_for_approval_and_an_approver_approves(
    signed_in: SignIn, workspace: Any, bluesky: Row, ana: Access
) -> None:
    agent, approver = join(workspace, "Agda", Role.AGENT), join(workspace, "Otto", Role.APPROVER)
    page = signed_in(agent).get(NEW).content.decode()
    assert "Ask for approval" in page
    assert "Post now" not in page
    signed_in(agent).post(NEW, form(bluesky, do="submit", date="2026-11-24", time="17:30"))
    post = the_post(ana)
    assert post.state is PostState.IN_REVIEW
    client = signed_in(approver)
    page = client.get(f"/w/kajen/posts/{post.id}/").content.decode()
    assert "Waits for your decision" in page
    assert "Agda asked" in page
    client.post(f"/w/kajen/posts/{post.id}/decide/", {"do": "approve", "revision": post.revision})
    assert the_post(ana).state is PostState.SCHEDULED


def test_a_declined_post_shows_its_author_the_words(
    signed_in: SignIn, bluesky: Row, ana: Access, write: Write, ben: Access
) -> None:
    post = write("The autumn roast is back.", bluesky)
    actions.submit(ben, post.id, Wall(datetime.fromisoformat("2026-11-24T17:30")))
    client = signed_in(ana)
    path = f"/w/kajen/posts/{post.id}/decide/"
    assert client.post(path, {"do": "decline", "words": " "}).status_code == 422
    client.post(path, {"do": "decline", "words": "Name the price."})
    page = signed_in(ben).get(f"/w/kajen/posts/{post.id}/").content.decode()
    assert "Ana gave it back:" in page
    assert "Name the price." in page


def test_an_old_revision_does_not_overwrite_anothers_edit(
    signed_in: SignIn, ben: Access, bluesky: Row, write: Write
) -> None:
    post = write("First.", bluesky)
    client = signed_in(ben)
    path = f"/w/kajen/posts/{post.id}/"
    client.post(path, form(bluesky, do="save", revision=post.revision) | {"text": "Second."})
    late = client.post(path, form(bluesky, do="save", revision=post.revision) | {"text": "Third."})
    assert late.status_code == 422
    assert "Somebody else has changed this post meanwhile." in late.content.decode()
    assert the_post(ben).text == "Second."


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (DeliveryState.UNKNOWN, "We are checking whether it went out."),
        (DeliveryState.MISSED, "It is late, so it waits for you"),
        (DeliveryState.LIVE, "It is live."),
        (DeliveryState.WAITING_FOR_ACCOUNT, "It waits until its account is connected again."),
    ],
)
def test_a_post_says_how_it_stands_and_what_to_do(
    signed_in: SignIn, ben: Access, scheduled: PostValue, state: DeliveryState, words: str
) -> None:
    post = scheduled
    Delivery.objects.filter(post=post.id).update(state=state)
    Post.objects.filter(pk=post.id).update(state=state)
    page = signed_in(ben).get(f"/w/kajen/posts/{post.id}/").content.decode()
    assert words in page


def test_a_missed_delivery_is_sent_now(signed_in: SignIn, ben: Access, bluesky: Row, write: Write) -> None:
    post = write("The autumn roast is back.", bluesky, at="2026-11-24T17:30")
    Delivery.objects.filter(post=post.id).update(state=DeliveryState.MISSED)
    (delivery,) = post.deliveries
    path = f"/w/kajen/posts/{post.id}/deliveries/{delivery.id}/"
    page = signed_in(ben).post(path, {"choice": "send_now"}, follow=True).content.decode()
    assert "It is going out now." in page
    assert queries.delivery(ben, delivery.id).delivery.state is DeliveryState.DUE


def test_a_page_watches_a_post_go_out(
    signed_in: SignIn, ben: Access, bluesky: Row, write: Write, noon: datetime
) -> None:
    post = write("The autumn roast is back.", bluesky)
    client, path = signed_in(ben), f"/w/kajen/posts/{post.id}/"
    actions.post_now(ben, post.id)
    page = client.get(path).content.decode()
    (mark,) = re.findall(r'deliveries/\?mark=([^&"]+)&amp;alone=1" hx-trigger="every 3s"', page)
    assert 'id="composer"' not in page
    assert client.get(f"{path}deliveries/", {"mark": mark, "alone": "1"}).status_code == 204
    Delivery.objects.filter(post=post.id).update(state=DeliveryState.LIVE)
    Post.objects.filter(pk=post.id).update(state=DeliveryState.LIVE)
    new = client.get(f"{path}deliveries/", {"mark": mark, "alone": "1"})
    assert new.headers["HX-Refresh"] == "true"
    assert "hx-trigger" not in new.content.decode()


def test_a_page_looks_again_when_the_time_has_come(
    signed_in: SignIn, ben: Access, bluesky: Row, write: Write, noon: datetime
) -> None:
    post = write("The autumn roast is back.", bluesky, at="2026-11-23T13:30")
    page = signed_in(ben).get(f"/w/kajen/posts/{post.id}/").content.decode()
    assert 'hx-trigger="every 1800s"' in page
    assert 'id="composer"' in page


def test_deleting_offers_undo(signed_in: SignIn, ben: Access, bluesky: Row, write: Write) -> None:
    post = write("The autumn roast is back.", bluesky)
    page = signed_in(ben).post(f"/w/kajen/posts/{post.id}/decide/", {"do": "delete"}, follow=True)
    assert "Deleted." in page.content.decode()
    assert "data-undo" in page.content.decode()


def test_a_stranger_reaches_neither_post_nor_deliveries(
    signed_in: SignIn, cleo: Access, bluesky: Row, write: Write
) -> None:
    post = write("Ours.", bluesky, at="2026-11-24T17:30")
    client = signed_in(cleo)
    for path in ("", "move/", "deliveries/", "decide/"):
        for slug in ("kajen", "cafe-lund"):
            answer = client.post(f"/w/{slug}/posts/{post.id}/{path}", {"do": "delete", "choice": "cancel"})
            assert answer.status_code in {404, 405}
    assert the_post_is_there(post.id)


def the_post_is_there(post: Any) -> bool:
    """Whether nobody deleted it."""
    return Post.objects.filter(pk=post, deleted_at__isnull=True).exists()


def test_a_rejected_post_is_mended_and_tried_again_in_one_step(
    signed_in: SignIn, ben: Access, bluesky: Row, scheduled: PostValue
) -> None:
    Delivery.objects.filter(post=scheduled.id).update(state=DeliveryState.REJECTED)
    Post.objects.filter(pk=scheduled.id).update(state=PostState.REJECTED)
    client = signed_in(ben)
    path = f"/w/kajen/posts/{scheduled.id}/"
    assert "Save and try again" in client.get(path).content.decode()
    sent = form(bluesky, do="retry", revision=scheduled.revision) | {"text": "Shorter."}
    page = client.post(path, sent, follow=True).content.decode()
    assert "Saved, and tried again now." in page
    assert the_post(ben).text == "Shorter."
    assert the_post(ben).deliveries[0].state is DeliveryState.DUE
