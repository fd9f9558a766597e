"""Drafts, the calendar, approvals: who may do what, and what becomes of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from resonans.core import clock
from resonans.core.errors import Conflict, Invalid, NotAllowed, NotFound
from resonans.core.models import AuditEntry, Brand, Change, Workspace
from resonans.core.types import Access, Role
from resonans.networks import actions as networks
from resonans.networks.types import Account
from resonans.publishing import actions, jobs, queries, times
from resonans.publishing.models import Post as PostRow
from resonans.publishing.types import (
    DeliveryState,
    Draft,
    Post,
    PostState,
    SkippedTime,
    Variant,
    Wall,
)
from tests.conftest import join
from tests.publishing.conftest import Plan
from tests.publishing.pier import Pier


def at(text: str) -> Wall:
    return Wall(datetime.fromisoformat(text))


NINE = at("2026-11-24T09:00")
TEN = at("2026-11-24T10:00")


@pytest.fixture
def draft(brand: Brand, kajen: Account) -> Draft:
    return Draft(brand.id, "The autumn roast is back.", variants=(Variant(kajen.id),))


@pytest.fixture
def lo(workspace: Workspace) -> Access:
    """An agent, who drafts."""
    return join(workspace, "Lo", Role.AGENT)


@pytest.fixture
def ali(workspace: Workspace) -> Access:
    """An approver."""
    return join(workspace, "Ali", Role.APPROVER)


def test_a_draft_may_be_empty(ben: Access, brand: Brand) -> None:
    post = actions.save_draft(ben, Draft(brand.id))
    assert (post.state, post.deliveries, post.wall) == (PostState.DRAFT, (), None)


def test_a_draft_comes_back_as_it_was_written(ben: Access, brand: Brand, kajen: Account) -> None:
    from resonans.publishing.types import Link, PollDraft

    own = Variant(
        kajen.id, "Other words", (), Link("https://kajen.example", "Kajen"), "First!", title="T",
        visibility="public", content_warning="coffee", language="sv", poll=PollDraft(("a", "b"), 3600),
    )  # fmt: skip
    written = Draft(brand.id, "Words", (), (own,), Link("https://kajen.example/2"), "Second!")
    post = actions.save_draft(ben, written)
    assert (post.text, post.variants, post.link, post.first_comment) == (
        written.text,
        written.variants,
        written.link,
        written.first_comment,
    )


def test_roles_decide(vera: Access, lo: Access, ben: Access, draft: Draft) -> None:
    with pytest.raises(NotAllowed):
        actions.save_draft(vera, draft)
    post = actions.save_draft(lo, draft)
    with pytest.raises(NotAllowed):
        actions.schedule(lo, post.id, NINE)
    with pytest.raises(NotAllowed):
        actions.post_now(lo, post.id)
    actions.schedule(ben, post.id, NINE)
    with pytest.raises(NotAllowed):
        actions.update_post(lo, post.id, draft)
    with pytest.raises(NotAllowed):
        actions.delete_post(lo, post.id)
    with pytest.raises(NotAllowed):
        actions.move(lo, post.id, TEN)
    assert queries.post(vera, post.id).deliveries[0].choices == ()


def test_a_stranger_finds_nothing(cleo: Access, plan: Plan, draft: Draft) -> None:
    post = plan()
    delivery = post.deliveries[0].id
    deeds: list[Callable[[], object]] = [
        lambda: queries.post(cleo, post.id),
        lambda: queries.delivery(cleo, delivery),
        lambda: actions.update_post(cleo, post.id, draft),
        lambda: actions.save_draft(cleo, draft),
        lambda: actions.move(cleo, post.id, NINE),
        lambda: actions.delete_post(cleo, post.id),
        lambda: actions.cancel(cleo, post.id),
        lambda: actions.cancel_delivery(cleo, delivery),
        lambda: actions.send_now(cleo, delivery),
        lambda: queries.calendar(cleo, post.brand, date(2026, 11, 1), date(2026, 11, 30)),
    ]
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()
    assert queries.posts(cleo).items == ()
    assert queries.deliveries(cleo).items == ()
    assert queries.needs_you(cleo) == ()


def test_a_scheduled_post_stands_in_the_calendar_on_its_day(ben: Access, plan: Plan, draft: Draft) -> None:
    post = actions.save_draft(ben, draft)
    actions.schedule(ben, post.id, at("2026-11-24T23:30"))
    assert queries.calendar(ben, draft.brand, date(2026, 11, 25), date(2026, 11, 25)) == ()
    (entry,) = queries.calendar(ben, draft.brand, date(2026, 11, 24), date(2026, 11, 24))
    assert (str(entry.on), str(entry.at), entry.state) == ("2026-11-24", "23:30:00", PostState.SCHEDULED)
    assert entry.planned_at == datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    assert entry.accounts[0].state is DeliveryState.PLANNED


def test_a_time_that_is_over_or_skipped_is_refused_and_nothing_changes(ben: Access, draft: Draft) -> None:
    post = actions.save_draft(ben, draft)
    with pytest.raises(Invalid) as refused:
        actions.schedule(ben, post.id, at("2026-11-23T12:00"))
    assert refused.value.code == "past"
    with pytest.raises(SkippedTime) as skipped:
        actions.schedule(ben, post.id, at("2027-03-28T02:30"))
    actions.schedule(ben, post.id, skipped.value.next_valid)
    assert queries.post(ben, post.id).wall == Wall(at("2027-03-28T03:00").local, "Europe/Stockholm")


def test_what_does_not_fit_is_refused_by_account_in_words(ben: Access, brand: Brand, kajen: Account) -> None:
    post = actions.save_draft(ben, Draft(brand.id, "x" * 281, variants=(Variant(kajen.id),)))
    with pytest.raises(Invalid) as refused:
        actions.schedule(ben, post.id, NINE)
    assert "281" in refused.value.fields[str(kajen.id)]
    assert queries.post(ben, post.id).state is PostState.DRAFT
    (fit,) = queries.check(ben, Draft(brand.id, "x" * 281, variants=(Variant(kajen.id),)))
    assert (fit.fits, fit.length, fit.maximum) == (False, 281, 280)


def test_a_post_needs_an_account(ben: Access, brand: Brand) -> None:
    post = actions.save_draft(ben, Draft(brand.id, "Words"))
    with pytest.raises(Invalid, match="account"):
        actions.schedule(ben, post.id, NINE)


def test_a_disconnected_account_is_refused_by_name(ben: Access, ana: Access, draft: Draft) -> None:
    post = actions.save_draft(ben, draft)
    networks.disconnect(ana, draft.variants[0].account)
    with pytest.raises(Invalid) as refused:
        actions.schedule(ben, post.id, NINE)
    assert "not connected" in next(iter(refused.value.fields.values()))


def test_a_deleted_account_keeps_its_planned_posts_waiting(
    ben: Access, ana: Access, plan: Plan, kajen: Account
) -> None:
    post = plan()
    networks.disconnect(ana, kajen.id)
    clock.move(600)
    jobs.drain()
    assert queries.post(ben, post.id).state is PostState.WAITING_FOR_ACCOUNT
    assert queries.needs_you(ben)[0].kind == "waiting_for_account"


@pytest.mark.parametrize(
    "broken",
    [
        lambda draft: Draft(draft.brand, "a\x00b", variants=draft.variants),
        lambda draft: Draft(draft.brand, "x" * 100_001, variants=draft.variants),
        lambda draft: Draft(draft.brand, "a", variants=draft.variants * 2),
        lambda draft: Draft(draft.brand, "a", (uuid4(),), draft.variants),
    ],
)
def test_a_draft_that_cannot_be_written_is_refused(
    ben: Access, draft: Draft, broken: Callable[[Draft], Draft]
) -> None:
    with pytest.raises(Invalid):
        actions.save_draft(ben, broken(draft))


def test_nobody_overwrites_anothers_edit(ben: Access, draft: Draft) -> None:
    post = actions.save_draft(ben, draft)
    actions.update_post(ben, post.id, draft, revision=1)
    with pytest.raises(Conflict, match="Somebody else"):
        actions.update_post(ben, post.id, draft, revision=1)


def test_a_move_can_be_undone_for_half_a_minute(ben: Access, draft: Draft) -> None:
    post = actions.save_draft(ben, draft)
    before = actions.schedule(ben, post.id, NINE)
    undo = actions.move(ben, post.id, TEN)
    assert queries.post(ben, post.id).planned_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    clock.move(29)
    after = actions.undo(ben, undo.id)
    assert (after.wall, after.planned_at) == (before.wall, before.planned_at)
    assert after.deliveries[0].planned_at == before.deliveries[0].planned_at
    with pytest.raises(NotFound):
        actions.undo(ben, undo.id)
    late = actions.move(ben, post.id, TEN)
    clock.move(31)
    with pytest.raises(Conflict):
        actions.undo(ben, late.id)


def test_a_deletion_can_be_undone_and_the_post_goes_out(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan(first_comment="More", in_s=60)
    undo = actions.delete_post(ben, post.id)
    with pytest.raises(NotFound):
        queries.post(ben, post.id)
    assert queries.posts(ben).items == ()
    back = actions.undo(ben, undo.id)
    assert back.state is PostState.SCHEDULED
    clock.move(60)
    jobs.drain()
    assert len(pier.posts_made) == 2


def test_a_deleted_draft_is_gone_for_good_after_a_while(ben: Access, draft: Draft) -> None:
    post = actions.save_draft(ben, draft)
    actions.delete_post(ben, post.id)
    clock.move(4000)
    jobs.tidy()
    assert not PostRow.objects.filter(pk=post.id).exists()


def test_a_cancelled_post_can_be_scheduled_again(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan(first_comment="More")
    assert actions.cancel(ben, post.id).state is PostState.CANCELLED
    clock.move(600)
    jobs.drain()
    assert pier.calls == []
    actions.post_now(ben, post.id)
    jobs.drain()
    assert len(pier.posts_made) == 2


def test_an_edit_adds_and_takes_away_accounts_of_a_scheduled_post(
    ben: Access, plan: Plan, pier: Pier, kajen: Account, connect: Callable[[str], Account]
) -> None:
    lund, malmo = connect("lund"), connect("malmo")
    post = plan(accounts=(kajen, lund))
    actions.update_post(ben, post.id, Draft(post.brand, "New", (), (Variant(kajen.id), Variant(malmo.id))))
    clock.move(600)
    jobs.drain()
    assert sorted(each.account for each in pier.posts_made) == ["kajen", "malmo"]
    back = Draft(post.brand, "New", (), (Variant(kajen.id), Variant(malmo.id), Variant(lund.id)))
    assert {each.state for each in actions.update_post(ben, post.id, back).deliveries} == {
        DeliveryState.LIVE,
        DeliveryState.CANCELLED,
    }


def test_an_edit_must_still_fit_when_scheduled(ben: Access, plan: Plan, kajen: Account) -> None:
    post = plan()
    with pytest.raises(Invalid):
        actions.update_post(ben, post.id, Draft(post.brand, "x" * 300, (), (Variant(kajen.id),)))
    assert queries.post(ben, post.id).text == "The autumn roast is back."


def test_an_approver_decides_on_what_others_wrote(lo: Access, ali: Access, ben: Access, draft: Draft) -> None:
    post = actions.submit(lo, actions.save_draft(lo, draft).id, NINE)
    assert post.state is PostState.IN_REVIEW
    with pytest.raises(NotAllowed):
        actions.approve(ben, post.id, revision=post.revision)
    (need,) = queries.needs_you(ali)
    assert (need.kind, need.post) == ("approval", post.id)
    assert queries.needs_you(ben) == ()
    declined = actions.decline(ali, post.id, "Say where.")
    assert declined.approval is not None
    assert (declined.state, declined.approval.words) == (PostState.DECLINED, "Say where.")
    actions.submit(lo, post.id, NINE)
    approved = actions.approve(ali, post.id, revision=1)
    assert approved.state is PostState.SCHEDULED
    assert approved.planned_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_an_approver_approves_only_what_they_saw(lo: Access, ali: Access, draft: Draft) -> None:
    post = actions.submit(lo, actions.save_draft(lo, draft).id, NINE)
    actions.update_post(lo, post.id, draft)
    with pytest.raises(Conflict):
        actions.approve(ali, post.id, revision=1)


def test_nobody_approves_their_own(ali: Access, draft: Draft) -> None:
    post = actions.submit(ali, actions.save_draft(ali, draft).id, NINE)
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.approve(ali, post.id, revision=post.revision)
    assert actions.schedule(ali, post.id, NINE).state is PostState.SCHEDULED


def test_a_request_can_be_taken_back(lo: Access, ali: Access, draft: Draft) -> None:
    post = actions.submit(lo, actions.save_draft(lo, draft).id, NINE)
    assert actions.withdraw(lo, post.id).state is PostState.DRAFT
    with pytest.raises(Conflict):
        actions.approve(ali, post.id, revision=post.revision)


def test_a_missed_delivery_can_get_a_time_of_its_own(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    clock.move(5000)
    jobs.drain()
    delivery = queries.post(ben, post.id).deliveries[0]
    moved = actions.move_delivery(ben, delivery.id, NINE)
    assert moved.state is DeliveryState.PLANNED
    clock.set_to(datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    jobs.drain()
    assert len(pier.posts_made) == 1


def test_new_zone_data_move_the_instant_and_keep_the_wall_time(ben: Access, plan: Plan, draft: Draft) -> None:
    post = actions.save_draft(ben, draft)
    actions.schedule(ben, post.id, NINE)
    wrong = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # as if an older rule had said so
    row = PostRow.objects.get(pk=post.id)
    PostRow.objects.filter(pk=post.id).update(zone_version="old", planned_at=wrong)
    row.deliveries.update(planned_at=wrong, due_at=wrong)
    assert jobs.follow_zones() == 1
    shown = queries.post(ben, post.id)
    assert shown.wall == Wall(NINE.local, "Europe/Stockholm")
    assert shown.planned_at == shown.deliveries[0].planned_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert jobs.follow_zones() == 0


def test_lists_go_on_where_they_stopped(ben: Access, brand: Brand, noon: datetime) -> None:
    made: list[UUID] = []
    for number in range(5):
        made.append(actions.save_draft(ben, Draft(brand.id, f"Draft {number}")).id)
        clock.move(1)
    seen: list[UUID] = []
    cursor = ""
    while True:
        page = queries.posts(ben, cursor=cursor, limit=2)
        seen += [entry.post for entry in page.items]
        cursor = page.cursor
        if not cursor:
            break
    assert seen == made[::-1]
    with pytest.raises(Invalid):
        queries.posts(ben, cursor="nonsense")


def test_posts_are_found_by_state_account_and_words(
    ben: Access, plan: Plan, brand: Brand, kajen: Account
) -> None:
    planned = plan("Autumn roast")
    actions.save_draft(ben, Draft(brand.id, "Winter"))
    assert [each.post for each in queries.posts(ben, states=(PostState.SCHEDULED,)).items] == [planned.id]
    assert [each.post for each in queries.posts(ben, account=kajen.id).items] == [planned.id]
    assert [each.text for each in queries.posts(ben, search="wint").items] == ["Winter"]
    assert [each.post for each in queries.next_posts(ben, brand.id)] == [planned.id]
    assert [each.post for each in queries.agenda(ben, brand.id).items] == [planned.id]


def test_what_was_done_stands_in_the_audit_log_and_open_pages_hear_of_it(ben: Access, plan: Plan) -> None:
    post: Post = plan("Secret words")
    undo = actions.move(ben, post.id, NINE)
    actions.undo(ben, undo.id)
    verbs = list(AuditEntry.objects.order_by("created_at", "pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb.startswith("post.")] == [
        "post.save",
        "post.schedule",
        "post.move",
        "post.undo",
    ]
    assert "Secret" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert {"post", "delivery"} <= set(Change.objects.values_list("topic", flat=True))


def test_a_time_is_shown_before_it_is_chosen(ben: Access, brand: Brand, noon: datetime) -> None:
    assert queries.resolve(ben, brand.id, NINE) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert times.wall_of(noon + timedelta(hours=1), brand.timezone).local == at("2026-11-23T14:00").local
