"""People who act just before a post fires: its worker is held with everything ready, and then let go."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resonans.core import clock
from resonans.core.errors import Conflict
from resonans.networks import actions as networks
from resonans.publishing import actions, times
from resonans.publishing.types import DeliveryState, Draft, Post, Variant
from tests.faults import world
from tests.faults.world import Scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["claimed", "prepared"])
def just_before(request: pytest.FixtureRequest, scene: Scene, hold: Path) -> "Before":
    """Does something to a post while its worker is held just before it records the attempt."""

    def done(deed: Callable[[Post], object]) -> Post:
        post = scene.plan(text="Old words")
        scene.workers.clocks.move(60)
        held = scene.workers.start(f"{request.param}=hold:{hold}")
        world.wait_for(hold)
        deed(post)
        hold.unlink()
        world.finish(held)
        return post

    return done


type Before = Callable[[Callable[[Post], object]], Post]


def test_a_delete_just_before_fire(scene: Scene, just_before: Before) -> None:
    scene.row("deleted just before it fires", "obeyed: no post")
    just_before(lambda post: actions.delete_post(scene.ben, post.id))
    assert scene.network.calls("publish") == []


def test_a_cancel_just_before_fire(scene: Scene, just_before: Before) -> None:
    scene.row("cancelled just before it fires", "obeyed: no post")
    post = just_before(lambda post: actions.cancel(scene.ben, post.id))
    assert scene.network.calls("publish") == []
    assert scene.states(post) == {DeliveryState.CANCELLED}


def test_an_edit_just_before_fire(scene: Scene, just_before: Before) -> None:
    scene.row("edited just before it fires", "obeyed: one post, with the new words")
    new = Draft(scene.kajen.brand, "New words", variants=(Variant(scene.kajen.id),))
    post = just_before(lambda post: actions.update_post(scene.ben, post.id, new))
    scene.until_live(post)
    assert len(scene.network.committed()) == 1
    assert scene.network.texts() == ["New words"]


def test_a_move_just_before_fire(scene: Scene, just_before: Before) -> None:
    scene.row("moved just before it fires", "obeyed: no post before its new time, one then")
    later = times.wall_of(clock.now().replace(hour=18), "UTC")
    post = just_before(lambda post: actions.move(scene.ben, post.id, later))
    scene.workers.clocks.move(3600)
    scene.workers.work()
    assert scene.network.calls("publish") == []
    scene.workers.clocks.set_to(times.resolve(later))
    scene.until_live(post)
    assert len(scene.network.committed()) == 1


def test_a_disconnected_account_just_before_fire(scene: Scene, hold: Path) -> None:
    scene.row("the account is disconnected just before it fires", "obeyed: no post, it waits for a person")
    post = scene.plan()
    scene.workers.clocks.move(60)
    held = scene.workers.start(f"claimed=hold:{hold}")
    world.wait_for(hold)
    networks.disconnect(scene.ana, scene.kajen.id)
    hold.unlink()
    world.finish(held)
    assert scene.states(post) == {DeliveryState.WAITING_FOR_ACCOUNT}
    assert scene.network.calls("publish") == []


def test_nothing_changes_what_is_being_sent(scene: Scene, hold: Path) -> None:
    scene.row("edited, moved or deleted after the attempt is recorded", "refused in words; exactly one post")
    post = scene.plan(text="Old words")
    scene.workers.clocks.move(60)
    held = scene.workers.start(f"recorded=hold:{hold}")
    world.wait_for(hold)
    new = Draft(scene.kajen.brand, "New words", variants=(Variant(scene.kajen.id),))
    with pytest.raises(Conflict):
        actions.update_post(scene.ben, post.id, new)
    with pytest.raises(Conflict):
        actions.delete_post(scene.ben, post.id)
    with pytest.raises(Conflict):
        actions.move(scene.ben, post.id, times.wall_of(clock.now().replace(hour=18), "UTC"))
    hold.unlink()
    world.finish(held)
    assert scene.is_live(post)
    assert scene.network.texts() == ["Old words"]


def test_a_worker_that_slept_through_its_lease(scene: Scene, hold: Path) -> None:
    scene.row("a worker sleeps past its lease, just before its call", "it steps aside: exactly one post")
    scene.network.control.style(scene.network.name, honours_key=False)
    post = scene.plan()
    scene.workers.clocks.move(60)
    asleep = scene.workers.start(f"recorded=hold:{hold}")
    world.wait_for(hold)
    scene.until_live(post)
    hold.unlink()
    world.finish(asleep)
    assert len(scene.network.committed()) == 1


def test_an_answer_that_comes_after_the_lease(scene: Scene, hold: Path) -> None:
    scene.row("a worker sleeps past its lease, with the answer in its hands", "exactly one post")
    scene.network.control.style(scene.network.name, honours_key=False)
    post = scene.plan()
    scene.workers.clocks.move(60)
    asleep = scene.workers.start(f"answered=hold:{hold}")
    world.wait_for(hold)
    scene.workers.clocks.move(61)
    scene.workers.work()
    hold.unlink()
    world.finish(asleep)
    scene.until_live(post)
    assert len(scene.network.committed()) == 1
