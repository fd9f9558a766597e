"""Collecting from a connected account, from its first minute to its last number."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from resonans.core import clock, work
from resonans.core.errors import NotAllowed, NotFound
from resonans.core.settings import settings
from resonans.core.types import Access
from resonans.events import actions, collect, flush, queries, streams
from resonans.events.models import Chore, Told, WatchedPost
from resonans.events.types import ChoreKind, Collecting
from resonans.events.vocabulary import Event, Kind, event_id
from resonans.networks import actions as networks
from resonans.networks import sessions
from resonans.networks.contract import HappeningKind, MetricField, Missing, Ref, RemotePost, Verb
from resonans.networks.errors import Reauthorize, Retry
from resonans.networks.types import Account
from tests.conftest import NOON
from tests.events.quay import HOUR, Quay, happening

pytestmark = pytest.mark.usefixtures("own_lake")
DAY = 24 * HOUR


def settle() -> None:
    """Do everything that is due now."""
    for _ in range(200):
        if not collect.accounts() + collect.posts():
            return
    raise AssertionError("collecting does not come to rest")


def events(access: Access, kind: Kind) -> list[dict[str, Any]]:
    """The lake's events of one kind, by post and time."""
    flush.drain()
    table = queries.tables(access).events
    rows: list[dict[str, Any]] = (
        table.filter(table.kind == kind.value).order_by(["occurred_at", "event_id"]).to_pyarrow().to_pylist()
    )
    return rows


def numbers(access: Access, subject: str, metric: str) -> list[tuple[int | None, str | None]]:
    """The values and reasons observed, in order."""
    flush.drain()
    table = queries.tables(access).observations
    found = table.filter((table.subject == subject) & (table.metric == metric)).order_by("observed_at")
    return [(row["value"], row["missing_reason"]) for row in found.to_pyarrow().to_pylist()]


def published(access: Access, account: Account, post: str, at: datetime) -> Event:
    """What publishing tells of a delivery."""
    return Event(
        id=event_id(access.workspace, Kind.PUBLISHED, account.network, str(account.id), post),
        workspace=access.workspace,
        kind=Kind.PUBLISHED,
        occurred_at=at,
        learned_at=at,
        source="publishing",
        network=account.network,
        account=account.id,
        brand=account.brand,
        post=post,
        extra={"delivery": "d", "url": f"https://quay.example/{post}", "elsewhere": False, "media": ""},
    )


def test_the_last_ninety_days_are_collected_and_marked_as_posted_elsewhere(
    ana: Access, quay: Quay, kajen: Account
) -> None:
    quay.post("old", NOON - 91 * DAY)
    for days in (80, 40, 2):
        quay.post(f"p{days}", NOON - days * DAY, reactions=days, comments=0, shares=1)
    settle()
    found = events(ana, Kind.PUBLISHED)
    assert [row["post"] for row in found] == ["p80", "p40", "p2"]
    assert all('"elsewhere":true' in row["extra"] for row in found)
    assert numbers(ana, "p40", "reactions") == [(40, None)]
    assert numbers(ana, "p40", "impressions") == [(None, "not_offered")]


def test_at_most_two_hundred_posts_are_collected(ana: Access, quay: Quay, kajen: Account) -> None:
    for number in range(230):
        quay.post(f"p{number:03}", NOON - 60 * DAY + number * HOUR)
    settle()
    found = [row["post"] for row in events(ana, Kind.PUBLISHED)]
    assert len(found) == 200
    assert found[0] == "p030"


def test_the_first_collections_progress_can_be_watched(
    vera: Access, cleo: Access, quay: Quay, kajen: Account
) -> None:
    for number in range(40):
        quay.post(f"p{number}", NOON - DAY - number * HOUR)
    assert queries.collection_state(vera, kajen.id).state is Collecting.WAITING
    for _ in range(4):
        collect.accounts()
    state = queries.collection_state(vera, kajen.id)
    assert (state.state, state.posts_found, state.posts_counted) == (Collecting.COLLECTING, 40, 0)
    collect.posts()
    assert queries.collection_state(vera, kajen.id).posts_counted == 20
    settle()
    state = queries.collection_state(vera, kajen.id)
    assert (state.state, state.posts_counted, state.finished_at) == (Collecting.COMPLETE, 40, NOON)
    with pytest.raises(NotFound):
        queries.collection_state(cleo, kajen.id)


def test_a_failing_first_collection_says_so_and_goes_on_where_it_was(
    ana: Access, quay: Quay, kajen: Account
) -> None:
    for number in range(40):
        quay.post(f"p{number}", NOON - DAY - number * HOUR)
    quay.trouble = [Retry(5.0, "Storm.")]
    collect.accounts()
    collect.accounts()
    state = queries.collection_state(ana, kajen.id)
    assert (state.state, state.reason) == (Collecting.FAILING, "Storm.")
    clock.move(61)
    settle()
    assert queries.collection_state(ana, kajen.id).state is Collecting.COMPLETE
    assert len(events(ana, Kind.PUBLISHED)) == 40


def test_numbers_are_read_in_few_calls(quay: Quay, kajen: Account) -> None:
    for number in range(45):
        quay.post(f"p{number}", NOON - DAY - number * HOUR)
    settle()
    assert [call for call in quay.calls if call.startswith("counts")] == [
        "counts 20",
        "counts 20",
        "counts 5",
    ]


def test_a_young_post_is_counted_often_and_an_old_one_seldom(ana: Access, quay: Quay, kajen: Account) -> None:
    quay.post("young", NOON - HOUR, reactions=1)
    quay.post("old", NOON - 20 * DAY, reactions=1)
    settle()
    for _ in range(12):
        clock.move(300)
        settle()
    assert len(numbers(ana, "young", "reactions")) == 13
    assert len(numbers(ana, "old", "reactions")) == 1


def test_falling_numbers_are_kept_as_they_are(ana: Access, quay: Quay, kajen: Account) -> None:
    quay.post("p1", NOON - HOUR, reactions=9)
    settle()
    quay.numbers["p1"] = {MetricField.REACTIONS: 4}
    clock.move(300)
    settle()
    assert numbers(ana, "p1", "reactions") == [(9, None), (4, None)]


def test_a_missing_number_stays_missing_with_its_reason(ana: Access, quay: Quay, kajen: Account) -> None:
    quay.post("p1", NOON - HOUR, reactions=9)
    quay.silent = {MetricField.SHARES: Missing.NOT_YET}
    settle()
    assert numbers(ana, "p1", "shares") == [(None, "not_yet")]
    assert numbers(ana, "p1", "comments") == []


def test_a_deleted_post_keeps_its_last_numbers_and_is_asked_for_no_more(
    ana: Access, quay: Quay, kajen: Account
) -> None:
    quay.post("p1", NOON - HOUR, reactions=9)
    settle()
    quay.deleted.add("p1")
    clock.move(300)
    settle()
    assert numbers(ana, "p1", "reactions") == [(9, None), (None, "deleted")]
    quay.calls.clear()
    clock.move(7200)
    settle()
    assert not [call for call in quay.calls if call.startswith("counts")]


def test_who_reacted_is_asked_only_when_numbers_moved(quay: Quay, kajen: Account) -> None:
    quay.post("p1", NOON - HOUR, reactions=1)
    settle()
    quay.calls.clear()
    clock.move(300)
    settle()
    assert [call for call in quay.calls if "p1" in call] == []
    quay.numbers["p1"][MetricField.COMMENTS] = 1
    clock.move(300)
    settle()
    assert [call for call in quay.calls if "p1" in call] == ["thread p1", "reactions p1"]


def test_a_happening_told_by_thread_notification_and_stream_is_one_event(
    ana: Access, quay: Quay, kajen: Account
) -> None:
    quay.post("p1", NOON - HOUR, comments=1)
    comment = happening("h1", HappeningKind.COMMENT, NOON - HOUR / 2, post="p1", text="Gott!")
    quay.below["p1"] = [comment]
    quay.told = [replace(comment, at=NOON - HOUR / 3)]
    quay.streamed = [comment]
    settle()
    listen()
    assert [row["text"] for row in events(ana, Kind.COMMENT)] == ["Gott!"]
    assert Told.objects.count() == len(events(ana, Kind.COMMENT)) + len(events(ana, Kind.PUBLISHED))


def test_our_own_comment_is_recognisable(ana: Access, quay: Quay, kajen: Account) -> None:
    quay.post("p1", NOON - HOUR, comments=2)
    quay.below["p1"] = [
        happening("h1", HappeningKind.COMMENT, NOON, post="p1", by="kajen", text="Tack!"),
        happening("h2", HappeningKind.COMMENT, NOON, post="p1", by="olle", text="Gott!"),
    ]
    settle()
    told = {row["text"]: row["media_type"] for row in events(ana, Kind.COMMENT)}
    assert told == {"Tack!": "owned", "Gott!": "earned"}


def test_what_a_delivery_made_is_not_found_again_as_posted_elsewhere(
    ana: Access, quay: Quay, kajen: Account
) -> None:
    settle()
    quay.post("ours", clock.now(), reactions=2)
    actions.record(ana, [published(ana, kajen, "ours", clock.now())])
    clock.move(3600)
    settle()
    assert ['"elsewhere":false' in row["extra"] for row in events(ana, Kind.PUBLISHED)] == [True]
    assert numbers(ana, "ours", "reactions") == [(2, None)]


def test_a_post_whose_delivery_is_still_unsettled_is_left_alone_for_a_while(
    ana: Access, quay: Quay, kajen: Account
) -> None:
    settle()
    clock.move(900)
    quay.post("fresh", clock.now() - timedelta(minutes=1))
    settle()
    assert events(ana, Kind.PUBLISHED) == []
    clock.move(900)
    settle()
    assert [row["post"] for row in events(ana, Kind.PUBLISHED)] == ["fresh"]


def test_a_post_that_was_found_first_becomes_ours_when_its_delivery_tells(
    ana: Access, quay: Quay, kajen: Account
) -> None:
    quay.post("late", NOON - HOUR)
    settle()
    actions.record(ana, [published(ana, kajen, "late", NOON - HOUR)])
    assert not WatchedPost.objects.get(remote_id="late").elsewhere


def test_replies_to_others_are_not_posts(ana: Access, quay: Quay, kajen: Account) -> None:
    quay.found.append(RemotePost(Ref("r1"), NOON - HOUR, "Tack!", reply_to=Ref("theirs")))
    settle()
    assert events(ana, Kind.PUBLISHED) == []


def test_followers_are_read_daily_and_when_something_is_published(
    ana: Access, quay: Quay, kajen: Account
) -> None:
    settle()
    quay.followers = 120
    clock.move(3600)
    actions.record(ana, [published(ana, kajen, "ours", clock.now())])
    settle()
    quay.followers = None
    clock.move(86_400)
    settle()
    expected = [(100, None), (120, None), (None, "not_permitted")]
    assert numbers(ana, str(kajen.id), "followers") == expected


def test_notifications_are_read_page_by_page_and_only_the_new_ones_recorded(
    ana: Access, quay: Quay, kajen: Account
) -> None:
    quay.told = [
        happening(f"f{number}", HappeningKind.FOLLOW, NOON - number * HOUR, by=f"b{number}")
        for number in range(70)
    ]
    settle()
    assert len(events(ana, Kind.FOLLOW)) == 70
    quay.told.insert(0, happening("new", HappeningKind.FOLLOW, clock.now(), by="nya"))
    clock.move(180)
    quay.calls.clear()
    settle()
    assert quay.calls.count("notifications") == 1
    assert len(events(ana, Kind.FOLLOW)) == 71


def test_a_network_that_is_asked_too_often_is_left_in_peace_altogether(quay: Quay, kajen: Account) -> None:
    quay.post("p1", NOON - HOUR)
    settle()
    clock.move(300)
    quay.calls.clear()
    quay.trouble = [Retry(600.0, limited=True)]
    settle()
    assert len(quay.calls) == 1
    clock.move(599)
    settle()
    assert len(quay.calls) == 1
    clock.move(2)
    settle()
    assert len(quay.calls) > 1


def test_a_lost_account_is_not_asked_until_it_is_connected_again(
    ana: Access, quay: Quay, kajen: Account
) -> None:
    settle()
    quay.calls.clear()
    clock.move(900)
    quay.trouble = [Reauthorize("Withdrawn.")]
    settle()
    assert len(quay.calls) == 1
    clock.move(86_400)
    settle()
    assert len(quay.calls) == 1
    networks.begin(ana, kajen.brand, "quay", {"ship": "kajen"}, f"{settings().base_url}/back")
    quay.calls.clear()
    settle()
    assert "notifications" in quay.calls


def test_a_disconnected_account_is_asked_no_more(ana: Access, quay: Quay, kajen: Account) -> None:
    quay.post("p1", NOON - HOUR)
    settle()
    networks.disconnect(ana, kajen.id)
    quay.calls.clear()
    clock.move(86_400)
    settle()
    assert quay.calls == []


def test_everything_can_be_asked_for_at_once(ana: Access, quay: Quay, kajen: Account) -> None:
    quay.post("p1", NOON - HOUR)
    settle()
    clock.move(1)
    quay.calls.clear()
    actions.collect_now(ana, kajen.id)
    settle()
    assert {"posts", "profile", "notifications", "counts 1"} <= set(quay.calls)


def test_a_network_without_a_verb_gets_no_such_chore(quay: Quay, ana: Access, kajen: Account) -> None:
    left = quay.declaration.verbs - {Verb.NOTIFICATIONS, Verb.STREAM}
    quay.declaration = replace(quay.declaration, verbs=left)
    settle()
    kinds = set(Chore.objects.values_list("kind", flat=True))
    assert kinds == {ChoreKind.HISTORY, ChoreKind.POSTS, ChoreKind.PROFILE}
    assert "notifications" not in quay.calls


def listen() -> None:
    """Open the account's stream and hear it to its end, in this thread."""
    due = Chore.objects.filter(kind=ChoreKind.STREAM.value)
    for held in work.claim(due, lease_s=60, limit=10):
        account = next(each for each in sessions.working() if each.id == due.get(pk=held.row).account)
        streams.follow(account, held)


def test_a_stream_is_recorded_and_opened_again_after_a_pause(ana: Access, quay: Quay, kajen: Account) -> None:
    settle()
    quay.streamed = [happening("s1", HappeningKind.FOLLOW, NOON, by="olle")]
    quay.trouble = []
    listen()
    assert len(events(ana, Kind.FOLLOW)) == 1
    chore = Chore.objects.get(kind=ChoreKind.STREAM.value)
    assert chore.due_at is not None
    assert chore.due_at > clock.now()
    assert chore.lease_until is None


def test_what_a_broken_stream_missed_comes_by_notifications(ana: Access, quay: Quay, kajen: Account) -> None:
    settle()
    missed = happening("m1", HappeningKind.FOLLOW, clock.now(), by="missed")
    quay.told = [missed]
    clock.move(30)
    listen()
    settle()
    assert len(events(ana, Kind.FOLLOW)) == 1


def test_streams_run_in_threads_of_their_own(
    transactional_db: None, ana: Access, quay: Quay, kajen: Account
) -> None:
    collect.accounts()
    quay.streamed = [happening("s1", HappeningKind.FOLLOW, clock.now(), by="olle")]
    running = streams.Streams()
    assert running.step() == 1
    running.wait(30)
    assert len(events(ana, Kind.FOLLOW)) == 1


def test_export_needs_the_right_and_holds_the_workspace_only(
    ana: Access, vera: Access, quay: Quay, kajen: Account, tmp_path: Path
) -> None:
    quay.post("p1", NOON - HOUR)
    settle()
    flush.drain()
    assert [path.name for path in queries.export(ana, tmp_path / "out")] == [
        "events.parquet",
        "observations.parquet",
    ]
    with pytest.raises(NotAllowed):
        queries.export(vera, tmp_path / "other")
