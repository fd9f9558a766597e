"""A thousand posts due at the same instant, and two workers."""

from collections import Counter

import pytest

from resonans.core import clock
from resonans.publishing.models import Delivery, Post, Variant
from resonans.publishing.types import DeliveryState, PostState
from tests.faults import world
from tests.faults.world import Scene

pytestmark = pytest.mark.django_db(transaction=True)

POSTS, ACCOUNTS = 1000, 25


def test_a_thousand_at_once(scene: Scene) -> None:
    scene.row("1,000 due at once, two workers", "each once")
    accounts = [scene.connect(f"{scene.network.name}x{number}") for number in range(ACCOUNTS)]
    now, workspace, brand = clock.now(), scene.ana.workspace, scene.kajen.brand
    posts = [
        Post(workspace_id=workspace, brand_id=brand, text=f"Post {number}", state=PostState.SCHEDULED)
        for number in range(POSTS)
    ]
    Post.objects.bulk_create(posts)
    chosen = [(post, accounts[number % ACCOUNTS].id) for number, post in enumerate(posts)]
    Variant.objects.bulk_create(Variant(post=post, account_id=account) for post, account in chosen)
    Delivery.objects.bulk_create(
        Delivery(workspace_id=workspace, post=post, account_id=account, planned_at=now, due_at=now)
        for post, account in chosen
    )
    both = [scene.workers.start(), scene.workers.start()]
    for worker in both:
        world.finish(worker)
    for _round in range(20):
        if not Delivery.objects.exclude(state=DeliveryState.LIVE).exists():
            break
        scene.workers.clocks.move(30)
        scene.workers.work()
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.LIVE: POSTS}
    committed = scene.network.committed()
    assert len(committed) == len({call.key for call in committed}) == POSTS
