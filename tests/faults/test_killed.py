"""Workers that are killed with SIGKILL between any two steps, again and again: one post, and never two."""

import pytest

from tests.faults import world
from tests.faults.world import KILLED, Scene
from tests.publishing import pictures

pytestmark = pytest.mark.django_db(transaction=True)

ONE = "exactly one post"
SMOOTH = ("claimed", "stepped", "prepared", "recording", "recorded", "answered", "settling", "settled")
"""The points of a way without hindrance, in order."""
DOUBTFUL = ("losing", "settling", "looked")
"""Those of a way on which the answer is lost."""
CONTAINERS = ("stepped", "prepared", "recorded", "answered", "asked")
"""Those of a network that wants several steps, and shows posts later."""


@pytest.mark.parametrize("honours_key", [True, False], ids=["keys", "no keys"])
@pytest.mark.parametrize("point", SMOOTH)
def test_killed_between_any_two_steps(point: str, honours_key: bool, scene: Scene) -> None:
    scene.row("killed between every two steps, three times in a row (kill -9)", ONE)
    scene.network.control.style(scene.network.name, honours_key=honours_key)
    post = scene.plan()
    scene.workers.clocks.move(60)
    world.kill_again_and_again(scene.workers, point)
    scene.until_live(post)
    assert len(scene.network.committed()) == 1


@pytest.mark.parametrize("point", DOUBTFUL)
def test_killed_while_the_answer_is_lost(point: str, scene: Scene) -> None:
    scene.row("answer lost, then killed between every two steps, again and again (kill -9)", ONE)
    scene.network.order("lose_answer")
    post = scene.plan()
    scene.workers.clocks.move(60)
    if point == "looked":
        scene.workers.work()
        scene.workers.clocks.move(2)
    world.kill_again_and_again(scene.workers, point)
    scene.until_live(post)
    assert len(scene.network.committed()) == 1


@pytest.mark.parametrize("point", CONTAINERS)
def test_killed_on_a_network_of_containers(point: str, scene: Scene) -> None:
    scene.row("killed between every two steps of containers and pending posts (kill -9)", ONE)
    scene.network.control.style(scene.network.name, containers=True, pending_s=20)
    post = scene.plan()
    scene.workers.clocks.move(60)
    if point != "stepped":
        scene.workers.work()  # the container is made; the network wants to be asked again later
        scene.workers.clocks.move(30)
    if point == "asked":
        scene.workers.work()
        scene.workers.clocks.move(30)
    world.kill_again_and_again(scene.workers, point)
    scene.until_live(post)
    assert len(scene.network.committed()) == 1


@pytest.mark.parametrize("point", ["stepped", "kept", "prepared"])
def test_killed_in_the_middle_of_an_upload(point: str, scene: Scene) -> None:
    scene.row(
        "killed between the pieces of a resumable upload (kill -9)", "exactly one post, with its picture"
    )
    scene.network.control.style(scene.network.name, resumable=True)
    post = scene.plan(picture=pictures.photograph(600, 600, noise=True))
    scene.workers.clocks.move(60)
    world.kill_again_and_again(scene.workers, point)
    scene.until_live(post)
    assert len(scene.network.committed()) == 1
    assert len({call.path for call in scene.network.calls("prepare") if "/uploads/" in call.path}) >= 1


def test_a_first_comment_whose_worker_is_killed(scene: Scene) -> None:
    scene.row("killed while the first comment is sent (kill -9)", "one post, one comment")
    post = scene.plan(comment="Order at kajen.example")
    scene.workers.clocks.move(60)
    world.finish(scene.workers.start("answered=kill:2"), code=KILLED)
    scene.until_live(post)
    assert len(scene.network.committed()) == 2


def test_a_row_that_was_left_in_sending(scene: Scene) -> None:
    scene.row("a row left in “sending” by a dead worker", "recovered, exactly one post; others go out too")
    post = scene.plan()
    other = scene.plan(text="Another one.", in_s=120)
    scene.workers.clocks.move(60)
    world.finish(scene.workers.start("recorded=kill"), code=KILLED)
    assert scene.states(post) == {"sending"}
    scene.workers.until(lambda: scene.is_live(post) and scene.is_live(other))
    assert len(scene.network.committed()) == 2
    live = [each for each in world.outcomes() if each["state"] == "live"]
    assert sorted(str(each["was_unknown"]) for each in live) == ["False", "True"]
