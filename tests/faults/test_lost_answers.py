"""Answers that are lost, late, refused or nonsense."""

import pytest

from resonans.networks.models import Account as AccountRow
from resonans.publishing import actions, queries
from resonans.publishing.types import DeliveryState, SendAgain
from tests.faults import world
from tests.faults.world import Scene

pytestmark = pytest.mark.django_db(transaction=True)

ONE = "exactly one post"


@pytest.mark.parametrize("honours_key", [True, False], ids=["keys", "no keys"])
def test_accepted_then_timed_out(honours_key: bool, scene: Scene) -> None:
    scene.row("accepted, then no answer until the time-out", ONE)
    scene.network.control.style(scene.network.name, honours_key=honours_key)
    scene.network.order("accept_then_time_out")
    post = scene.plan()
    scene.workers.clocks.move(60)
    scene.workers.work()
    assert scene.states(post) == {DeliveryState.UNKNOWN}
    scene.until_live(post)
    assert len(scene.network.committed()) == 1
    detail = queries.delivery(scene.ben, queries.post(scene.ben, post.id).deliveries[0].id)
    assert (detail.was_unknown, detail.settled_by) == (True, "read_back")


@pytest.mark.parametrize("honours_key", [True, False], ids=["keys", "no keys"])
@pytest.mark.parametrize("kind", ["lose_answer", "error_after", "nonsense", "html", "empty"])
def test_committed_and_answered_with_nonsense(kind: str, honours_key: bool, scene: Scene) -> None:
    scene.row("committed, then a broken connection, an error or nonsense as the answer", ONE)
    scene.network.control.style(scene.network.name, honours_key=honours_key)
    scene.network.order(kind)
    post = scene.plan()
    scene.workers.clocks.move(60)
    scene.until_live(post)
    assert len(scene.network.committed()) == 1


@pytest.mark.parametrize("honours_key", [True, False], ids=["keys", "no keys"])
@pytest.mark.parametrize("kind", ["drop", "error"])
def test_lost_before_anything_happened(kind: str, honours_key: bool, scene: Scene) -> None:
    scene.row("the connection broke, or the server failed, before anything was committed", ONE)
    scene.network.control.style(scene.network.name, honours_key=honours_key)
    scene.network.order(kind)
    post = scene.plan()
    scene.workers.clocks.move(60)
    scene.until_live(post)
    assert len(scene.network.committed()) == 1
    assert len(scene.network.calls("publish")) == 2


def test_a_post_that_appears_only_later(scene: Scene) -> None:
    scene.row("answer lost, and the post hidden from reading for a minute", ONE)
    scene.network.control.style(scene.network.name, honours_key=False)
    scene.network.order("hide", seconds=60)
    scene.network.order("lose_answer")
    post = scene.plan()
    scene.workers.clocks.move(60)
    scene.workers.until(lambda: scene.is_live(post), step_s=5, rounds=60)
    assert len(scene.network.committed()) == 1


def test_the_same_words_twice_are_two_posts(scene: Scene) -> None:
    scene.row("two posts with the same words, both answers lost", "two posts, each found once")
    scene.network.control.style(scene.network.name, honours_key=False)
    scene.network.order("lose_answer", times=2)
    posts = [scene.plan(), scene.plan()]
    scene.workers.clocks.move(60)
    scene.workers.until(lambda: all(scene.is_live(post) for post in posts))
    assert len(scene.network.committed()) == 2
    refs = {queries.post(scene.ben, post.id).deliveries[0].remote_id for post in posts}
    assert len(refs) == 2


@pytest.mark.parametrize("seconds", [90.0, 0.0], ids=["with retry-after", "without"])
def test_too_many_calls(seconds: float, scene: Scene) -> None:
    scene.row("429, with and without Retry-After", "waited out on the clock, then exactly one post")
    scene.network.order("limit", seconds=seconds)
    post = scene.plan()
    scene.workers.clocks.move(60)
    scene.workers.work()
    scene.workers.clocks.move(0.5)
    scene.workers.work()
    assert len(scene.network.calls("publish")) == 1
    scene.workers.until(lambda: scene.is_live(post), step_s=95)
    assert (len(scene.network.calls("publish")), len(scene.network.committed())) == (2, 1)


def test_a_permanent_refusal(scene: Scene) -> None:
    scene.row(
        "the network refuses the content", "not sent again; the author is told; a new attempt after a change"
    )
    scene.network.order("refuse")
    post = scene.plan()
    scene.workers.clocks.move(60)
    for _round in range(3):
        scene.workers.work()
        scene.workers.clocks.move(600)
    delivery = queries.post(scene.ben, post.id).deliveries[0]
    assert delivery.state is DeliveryState.REJECTED
    assert delivery.problem
    assert len(scene.network.calls("publish")) == 1
    actions.retry(scene.ben, delivery.id)
    scene.until_live(post)
    assert len(scene.network.committed()) == 1


def test_a_revoked_token(scene: Scene) -> None:
    scene.row("the token is revoked", "the post waits for the account, then goes out once")
    scene.network.order("revoke", verb="")
    post = scene.plan()
    scene.workers.clocks.move(60)
    scene.workers.work()
    scene.workers.clocks.move(60)
    scene.workers.work()
    assert scene.states(post) == {DeliveryState.WAITING_FOR_ACCOUNT}
    assert AccountRow.objects.get(pk=scene.kajen.id).health == "reconnect"
    assert queries.needs_you(scene.ben)[0].kind == "waiting_for_account"
    scene.connect()
    world.finish(scene.workers.start(code="from resonans.publishing import jobs; jobs.sweep()"))
    scene.until_live(post)
    assert len(scene.network.committed()) == 1


def test_a_network_that_never_tells(scene: Scene) -> None:
    scene.row("answer lost, and every attempt to look fails", "stays unknown for a person, not sent again")
    scene.network.control.style(scene.network.name, honours_key=False)
    scene.network.order("lose_answer")
    scene.network.order("error", verb="posts", times=1000)
    post = scene.plan()
    scene.workers.clocks.move(60)
    for _round in range(6):
        scene.workers.work()
        scene.workers.clocks.move(400)
    assert scene.states(post) == {DeliveryState.UNKNOWN}
    assert len(scene.network.calls("publish")) == 1
    scene.network.control.forget()
    delivery = queries.post(scene.ben, post.id).deliveries[0]
    actions.settle(scene.ben, delivery.id, SendAgain())
    scene.until_live(post)
