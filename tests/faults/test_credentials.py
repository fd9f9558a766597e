"""Credentials that end, are renewed badly, or are renewed by two at once."""

import pytest

from resonans.networks import queries as networks
from resonans.networks.types import Health
from tests.faults import world
from tests.faults.world import Scene

pytestmark = pytest.mark.django_db(transaction=True)

MONTH_S = 30 * 86400.0
"""How long a token of the simulated network lasts."""


def test_an_empty_refresh_token(scene: Scene) -> None:
    scene.row("a renewal answers with an empty refresh token", "the stored one is kept, and renews again")
    scene.network.order("empty_refresh", verb="refresh")
    for _month in range(2):
        post = scene.plan(in_s=MONTH_S)
        scene.workers.clocks.move(MONTH_S)
        scene.workers.until(lambda post=post: scene.is_live(post))  # type: ignore[misc]  # bound at once
    assert len(scene.network.calls("refresh")) == 2
    assert len(scene.network.committed()) == 2
    assert networks.account(scene.ben, scene.kajen.id).health is Health.CONNECTED


def test_a_renewal_that_fails_for_now(scene: Scene) -> None:
    scene.row("a renewal fails for now (503)", "the account stays connected; exactly one post, later")
    scene.network.order("refresh_fails", verb="refresh", times=2)
    post = scene.plan(in_s=MONTH_S)
    scene.workers.clocks.move(MONTH_S)
    scene.workers.work()
    assert networks.account(scene.ben, scene.kajen.id).health is Health.CONNECTED
    assert scene.network.calls("publish") == []
    scene.workers.until(lambda: scene.is_live(post), step_s=120)
    assert len(scene.network.committed()) == 1


def test_an_expired_token_in_the_middle(scene: Scene) -> None:
    scene.row("the network calls a good token expired", "renewed at once; exactly one post")
    scene.network.order("expire")
    post = scene.plan()
    scene.workers.clocks.move(60)
    scene.workers.until(lambda: scene.is_live(post))
    assert len(scene.network.calls("refresh")) == 1
    assert len(scene.network.committed()) == 1


def test_two_workers_that_renew_one_account(scene: Scene) -> None:
    scene.row("two workers renew one account at once", "one renewal")
    scene.workers.clocks.move(MONTH_S)
    use = f"""
from uuid import UUID
from resonans.networks import registry, sessions
with sessions.use(UUID({str(scene.kajen.id)!r})) as session:
    registry.connector("sandbox").profile(session)
"""
    both = [scene.workers.start(code=use) for _worker in range(2)]
    for worker in both:
        world.finish(worker)
    assert len(scene.network.calls("refresh")) == 1
