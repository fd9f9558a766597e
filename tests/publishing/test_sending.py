"""A delivery's way out, against a network that answers as it is told."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from resonans.core import clock
from resonans.core.errors import Conflict
from resonans.core.types import Access
from resonans.events.models import Parcel
from resonans.networks.contract import Unclear, Visible
from resonans.networks.errors import (
    NotSupported,
    OutcomeUnknown,
    Problem,
    Reauthorize,
    Rejected,
    Retry,
)
from resonans.networks.models import Account as AccountRow
from resonans.networks.outgoing import Attempt
from resonans.networks.types import Account
from resonans.publishing import actions, jobs, queries, standing
from resonans.publishing.types import (
    Choice,
    DeliveryState,
    Draft,
    GiveUp,
    ItIsThere,
    Post,
    PostState,
    SendAgain,
    Variant,
    Wall,
)
from tests.publishing.conftest import Plan
from tests.publishing.pier import Pier

State = DeliveryState
MINUTE = 60.0


def run(seconds: float = 0) -> None:
    """Let time pass, and the worker do what is due."""
    clock.move(seconds)
    jobs.drain()


def states(access: Access, post: Post) -> list[DeliveryState]:
    return [each.state for each in queries.post(access, post.id).deliveries]


def codes(access: Access, post: Post) -> list[str]:
    delivery = queries.post(access, post.id).deliveries[0]
    return [each.code for each in queries.delivery(access, delivery.id).timeline]


def test_a_post_goes_out_at_its_time_and_not_before(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan(in_s=600)
    run(599)
    assert pier.posts_made == []
    run(1)
    assert [each.outgoing.text for each in pier.posts_made] == ["The autumn roast is back."]
    shown = queries.post(ben, post.id)
    assert shown.state is PostState.LIVE
    assert shown.deliveries[0].url == "https://pier.example/p1"
    assert codes(ben, post) == ["planned", "sending", "live"]


def test_what_is_live_is_never_sent_again(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    run(600)
    run(600)
    assert pier.made("publish") == 1
    with pytest.raises(Conflict):
        actions.post_now(ben, post.id)


def test_a_lost_answer_is_looked_for_and_found(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    pier.tell("publish!", OutcomeUnknown("no answer"))
    run(600)
    assert states(ben, post) == [State.UNKNOWN]
    run(2)
    assert states(ben, post) == [State.LIVE]
    assert len(pier.posts_made) == 1
    detail = queries.delivery(ben, queries.post(ben, post.id).deliveries[0].id)
    assert (detail.was_unknown, detail.settled_by) == (True, "read_back")
    assert [each.outcome for each in detail.attempts] == ["lost"]


def test_absent_is_not_believed_while_the_lost_call_may_still_arrive(
    ben: Access, plan: Plan, pier: Pier
) -> None:
    post = plan()
    pier.tell("publish", OutcomeUnknown("no answer"))
    run(600)
    for _look in range(10):
        run(10)
    assert states(ben, post) == [State.UNKNOWN]
    assert pier.made("publish") == 1
    run(180)
    assert states(ben, post) == [State.LIVE]
    assert (pier.made("publish"), len(pier.posts_made)) == (2, 1)


def test_what_was_sent_again_has_the_same_key_and_creation_time(plan: Plan, pier: Pier) -> None:
    plan()
    pier.tell("publish", OutcomeUnknown("no answer"))
    run(600)
    run(200)
    keys = set(Attempt.objects.values_list("key", flat=True))
    assert Attempt.objects.count() == 2
    assert keys == {UUID(pier.posts_made[0].key)}


def test_unclear_is_never_repeated_without_a_key_that_the_network_honours(
    ben: Access, plan: Plan, pier: Pier
) -> None:
    post = plan()
    pier.tell("publish!", OutcomeUnknown("no answer"))
    pier.looks.extend([Unclear("cannot list")] * 500)
    run(600)
    for _minute in range(120):
        run(MINUTE)
    assert states(ben, post) == [State.UNKNOWN]
    assert pier.made("publish") == 1


def test_unclear_is_repeated_with_a_key_that_the_network_honours(ben: Access, plan: Plan, pier: Pier) -> None:
    pier.honours_key = True
    post = plan()
    pier.tell("publish!", OutcomeUnknown("no answer"))
    pier.looks.append(Unclear("cannot list"))
    run(600)
    run(2)
    assert states(ben, post) == [State.LIVE]
    assert (pier.made("publish"), len(pier.posts_made)) == (2, 1)


def test_a_repeat_that_fails_leaves_the_doubt_about_the_first(ben: Access, plan: Plan, pier: Pier) -> None:
    pier.honours_key = True
    post = plan()
    pier.tell("publish!", OutcomeUnknown("no answer"))
    pier.tell("publish", None, Rejected(Problem("refused")))
    pier.looks.append(Unclear("cannot list"))
    run(600)
    run(2)
    assert states(ben, post) == [State.UNKNOWN]
    run(5)
    assert states(ben, post) == [State.LIVE]
    assert len(pier.posts_made) == 1


def test_a_network_that_cannot_look_leaves_it_to_a_person(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    pier.tell("publish!", OutcomeUnknown("no answer"))
    pier.tell("look", *[NotSupported("cannot look")] * 100)
    run(600)
    for _minute in range(30):
        run(MINUTE)
    assert states(ben, post) == [State.UNKNOWN]
    need = queries.needs_you(ben)[0]
    assert need.choices == (Choice.IT_IS_THERE, Choice.SEND_AGAIN, Choice.GIVE_UP)


def test_a_bug_in_the_call_counts_as_a_lost_answer(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    pier.tell("publish!", ValueError("nonsense"))
    run(600)
    assert states(ben, post) == [State.UNKNOWN]
    run(2)
    assert states(ben, post) == [State.LIVE]
    assert len(pier.posts_made) == 1


def test_a_bug_while_preparing_is_tried_again_until_it_is_late(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    pier.tell("prepare", *[ValueError("nonsense")] * 1000)
    run(600)
    assert states(ben, post) == [State.DUE]
    for _minute in range(61):
        run(MINUTE)
    assert states(ben, post) == [State.MISSED]
    assert pier.posts_made == []


def test_transient_refusals_are_waited_out_ever_longer(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    pier.tell("publish", Retry(0.0), Retry(0.0), Retry(0.0), Retry(30.0))
    run(600)  # the first again at once, then after 5, 15 and 60 seconds
    assert pier.made("publish") == 2
    run(4)
    assert pier.made("publish") == 2
    run(1)
    assert pier.made("publish") == 3
    run(15)
    assert pier.made("publish") == 4
    run(59)
    assert pier.made("publish") == 4
    run(1)
    assert states(ben, post) == [State.LIVE]
    assert len(pier.posts_made) == 1


def test_the_network_says_how_long_to_wait(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    pier.tell("publish", Retry(120.0, limited=True))
    run(600)
    run(119)
    assert pier.made("publish") == 1
    run(1)
    assert states(ben, post) == [State.LIVE]


def test_other_posts_of_a_limited_account_wait_too(plan: Plan, pier: Pier) -> None:
    plan("One.")
    plan("Two.")
    pier.tell("publish", Retry(120.0, limited=True))
    run(600)
    assert pier.made("publish") == 1
    run(120)
    assert len(pier.posts_made) == 2


def test_what_is_more_than_an_hour_late_waits_for_a_person(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    run(600 + 3601)
    assert states(ben, post) == [State.MISSED]
    assert pier.posts_made == []
    assert queries.needs_you(ben)[0].kind == "missed"
    actions.send_now(ben, queries.post(ben, post.id).deliveries[0].id)
    run()
    assert states(ben, post) == [State.LIVE]


def test_an_hour_late_still_goes_out(ben: Access, plan: Plan) -> None:
    post = plan()
    run(600 + 3600)
    assert states(ben, post) == [State.LIVE]


def test_a_refusal_says_what_the_author_must_change_and_takes_the_change(
    ben: Access, plan: Plan, pier: Pier, kajen: Account
) -> None:
    post = plan("Too lon")
    pier.tell("publish", Rejected(Problem("text_too_long", {"length": 7, "maximum": 5, "over": 2}, "text")))
    run(600)
    shown = queries.post(ben, post.id)
    assert shown.state is PostState.REJECTED
    assert "Shorten it by 2" in shown.deliveries[0].problem
    assert shown.deliveries[0].choices[0] is Choice.EDIT
    actions.update_post(ben, post.id, Draft(shown.brand, "Short", (), (Variant(kajen.id),)))
    actions.retry(ben, shown.deliveries[0].id)
    run()
    assert [each.outgoing.text for each in pier.posts_made] == ["Short"]
    assert len(set(Attempt.objects.values_list("key", flat=True))) == 2


def test_a_lost_account_is_waited_for(ben: Access, plan: Plan, pier: Pier, kajen: Account) -> None:
    post = plan()
    pier.tell("publish", Reauthorize("revoked"))
    run(600)
    assert states(ben, post) == [State.WAITING_FOR_ACCOUNT]
    AccountRow.objects.filter(pk=kajen.id).update(health="connected")
    jobs.sweep()
    run()
    assert states(ben, post) == [State.LIVE]
    assert len(pier.posts_made) == 1


def test_an_account_that_comes_back_late_finds_its_post_missed(
    ben: Access, plan: Plan, pier: Pier, kajen: Account
) -> None:
    post = plan()
    pier.tell("publish", Reauthorize("revoked"))
    run(600)
    clock.move(4000)
    AccountRow.objects.filter(pk=kajen.id).update(health="connected")
    jobs.sweep()
    run()
    assert states(ben, post) == [State.MISSED]


def test_a_first_comment_follows_its_post(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan(first_comment="Order at kajen.example")
    run(600)
    assert [each.outgoing.text for each in pier.posts_made] == [
        "The autumn roast is back.",
        "Order at kajen.example",
    ]
    reply = pier.posts_made[1].outgoing
    assert reply.reply_to == reply.reply_root == pier.posts_made[0].ref
    assert states(ben, post) == [State.LIVE, State.LIVE]


def test_a_first_comment_waits_while_its_post_is_in_doubt(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan(first_comment="Order at kajen.example")
    pier.tell("publish!", OutcomeUnknown("no answer"))
    run(600)
    assert states(ben, post) == [State.UNKNOWN, State.PLANNED]
    run(2)
    assert states(ben, post) == [State.LIVE, State.LIVE]
    assert len(pier.posts_made) == 2


def test_a_pending_post_is_asked_about_until_it_is_live(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan(first_comment="Later")
    pier.visible = Visible.PENDING
    run(600)
    run(30)
    assert states(ben, post) == [State.PENDING, State.PLANNED]
    pier.visible = Visible.LIVE
    run(60)
    assert states(ben, post) == [State.LIVE, State.LIVE]
    assert pier.made("publish") == 2


def test_a_pending_post_may_be_refused_after_all(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    pier.visible = Visible.PENDING
    run(600)
    pier.visible = Visible.REFUSED
    run(60)
    assert states(ben, post) == [State.REJECTED]


def test_steps_are_kept_one_by_one(ben: Access, plan: Plan, pier: Pier) -> None:
    pier.steps = 3
    pier.step_wait_s = 10
    post = plan()
    run(600)
    assert states(ben, post) == [State.DUE]
    run(10)
    run(10)
    run(10)
    assert states(ben, post) == [State.LIVE]
    assert pier.made("prepare") == 4


def test_an_edit_while_it_is_prepared_wins(ben: Access, plan: Plan, pier: Pier, kajen: Account) -> None:
    pier.steps = 2
    pier.step_wait_s = 10
    post = plan("Old words")
    run(600)
    actions.update_post(ben, post.id, Draft(post.brand, "New words", (), (Variant(kajen.id),)))
    for _step in range(5):
        run(10)
    assert [each.outgoing.text for each in pier.posts_made] == ["New words"]


def test_nothing_can_be_changed_while_it_is_sent(ben: Access, plan: Plan, pier: Pier, kajen: Account) -> None:
    post = plan()
    refused: list[str] = []

    def meddle() -> None:
        draft = Draft(post.brand, "Other words", (), (Variant(kajen.id),))
        later = Wall(datetime(2026, 11, 30, 9, 0))  # noqa: DTZ001  (a wall time)
        deeds: list[Callable[[], object]] = [
            lambda: actions.update_post(ben, post.id, draft),
            lambda: actions.move(ben, post.id, later),
            lambda: actions.cancel(ben, post.id),
            lambda: actions.delete_post(ben, post.id),
        ]
        for deed in deeds:
            with pytest.raises(Conflict):
                deed()
            refused.append(queries.post(ben, post.id).deliveries[0].state)

    pier.before_publish = meddle
    run(600)
    assert refused == [State.SENDING] * 4
    assert states(ben, post) == [State.LIVE]


@pytest.mark.parametrize("deed", ["cancel", "delete", "move"])
def test_who_acts_before_the_first_attempt_wins(ben: Access, plan: Plan, pier: Pier, deed: str) -> None:
    post = plan()
    later = Wall(datetime(2026, 11, 30, 9, 0))  # noqa: DTZ001  (a wall time)
    deeds: dict[str, Callable[[], object]] = {
        "cancel": lambda: actions.cancel(ben, post.id),
        "delete": lambda: actions.delete_post(ben, post.id),
        "move": lambda: actions.move(ben, post.id, later),
    }
    deeds[deed]()
    run(600)
    assert pier.calls == []


def test_a_person_who_saw_the_lost_post_settles_it(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan(first_comment="Comment")
    pier.tell("publish!", OutcomeUnknown("no answer"))
    pier.tell("look", *[NotSupported("cannot look")] * 100)
    run(600)
    delivery = queries.post(ben, post.id).deliveries[0]
    settled = actions.settle(ben, delivery.id, ItIsThere("https://pier.example/p1"))
    assert (settled.state, settled.remote_id) == (State.LIVE, "p1")
    run()
    assert pier.posts_made[1].outgoing.reply_to == pier.posts_made[0].ref


def test_a_person_who_saw_nothing_has_it_sent_again_with_its_key(ben: Access, plan: Plan, pier: Pier) -> None:
    pier.honours_key = True
    post = plan()
    pier.tell("publish!", OutcomeUnknown("no answer"))
    pier.looks.extend([Unclear("cannot list")] * 100)
    clock.move(3590)
    run(600)
    delivery = queries.post(ben, post.id).deliveries[0]
    actions.settle(ben, delivery.id, SendAgain())
    run()
    assert states(ben, post) == [State.LIVE]
    assert len(pier.posts_made) == 1  # the person was wrong, and the key kept it to one


def test_a_person_may_give_up(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    pier.tell("publish!", OutcomeUnknown("no answer"))
    pier.looks.extend([Unclear("cannot list")] * 100)
    run(600)
    delivery = queries.post(ben, post.id).deliveries[0]
    assert actions.settle(ben, delivery.id, GiveUp()).state is State.CANCELLED
    with pytest.raises(Conflict):
        actions.settle(ben, delivery.id, SendAgain())


def test_each_account_goes_its_own_way(
    ben: Access, plan: Plan, pier: Pier, kajen: Account, connect: Callable[[str], Account]
) -> None:
    post = plan(accounts=(kajen, connect("lund")))
    pier.tell("publish", Rejected(Problem("refused")))
    run(600)
    assert sorted(states(ben, post)) == [State.LIVE, State.REJECTED]
    assert queries.post(ben, post.id).state is PostState.REJECTED


def test_outcomes_are_told_to_the_lake(plan: Plan, pier: Pier) -> None:
    plan()
    pier.tell("publish!", OutcomeUnknown("no answer"))
    run(600)
    run(2)
    assert sum(Parcel.objects.values_list("size", flat=True)) == 3  # unknown, live, published


def test_the_first_byte_is_noted_no_earlier_than_the_due_time(
    ben: Access, plan: Plan, noon: datetime
) -> None:
    post = plan()
    run(600)
    attempt = queries.delivery(ben, queries.post(ben, post.id).deliveries[0].id).attempts[0]
    assert attempt.started_at == noon + timedelta(seconds=600)


@pytest.mark.parametrize(
    "states",
    list(itertools.combinations_with_replacement(DeliveryState, 2)),
    ids="+".join,
)
def test_a_post_stands_as_its_worst_delivery(states: tuple[DeliveryState, DeliveryState]) -> None:
    order = [
        {State.UNKNOWN},
        {State.REJECTED},
        {State.MISSED},
        {State.WAITING_FOR_ACCOUNT},
        {State.DUE, State.SENDING, State.PENDING},
        {State.PLANNED},
        {State.LIVE},
        {State.CANCELLED},
    ]
    worst = next(members for members in order if members & set(states))
    assert standing.of_deliveries(states) == standing.of_deliveries([next(iter(worst))])


def test_beginning_to_send_is_what_refreshing_would_say(ben: Access, plan: Plan, pier: Pier) -> None:
    post = plan()
    seen: list[PostState] = []
    pier.before_publish = lambda: seen.append(queries.post(ben, post.id).state)
    run(600)
    assert seen == [PostState.SENDING]
