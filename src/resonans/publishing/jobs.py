"""Publishing's repeated work."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from resonans.core import clock
from resonans.core.errors import Conflict
from resonans.core.work import Loop
from resonans.networks import deciding
from resonans.networks.dispatch import Dispatcher
from resonans.networks.types import Health
from resonans.publishing import storage, times
from resonans.publishing.line import LINE
from resonans.publishing.models import Delivery, Media, Post, Rendition, Undoable
from resonans.publishing.types import DeliveryState, Wall

WORKING = (Health.CONNECTED, Health.EXPIRING, Health.LIMITED)
_BATCH = 100
_CARE_EVERY_S = 3600.0
_FILES_STAY_S = 86400.0

_dispatcher: Dispatcher[Delivery] | None = None
_cared_at: datetime | None = None


def send() -> int:
    """Claim what is due and send it, in this process's threads."""
    global _dispatcher  # noqa: PLW0603  (the threads of a process are one thing)
    if _dispatcher is None:
        _dispatcher = Dispatcher(LINE)
    return _dispatcher.step()


def drain() -> int:
    """Send everything that is due, in this thread, until nothing is. For commands and tests."""
    dispatcher = Dispatcher(LINE)
    try:
        return dispatcher.drain()
    finally:
        dispatcher.close()


def sweep() -> int:
    """Let go on what waited for its account, and, once an hour, see to zone data and leftovers."""
    global _cared_at  # noqa: PLW0603
    done = resume()
    now = clock.now()
    if _cared_at is None or now - _cared_at >= timedelta(seconds=_CARE_EVERY_S):
        _cared_at = now
        done += follow_zones() + tidy()
    return done


def resume() -> int:
    """Deliveries whose account works again become due. The engine makes those missed that are late by now."""
    back = Delivery.objects.filter(
        state=DeliveryState.WAITING_FOR_ACCOUNT, account__health__in=[health.value for health in WORKING]
    )
    resumed = 0
    for row in back.select_related("account", "post")[:_BATCH]:
        with transaction.atomic():
            LINE.lock(row)
            try:
                deciding.resume(LINE, row)
            except Conflict:
                continue
            resumed += 1
    return resumed


def follow_zones() -> int:
    """Derive UTC anew for posts still to go out whose zone has got other rules; returns how many moved."""
    times.forget_zones()
    ahead = Post.objects.filter(deleted_at__isnull=True, planned_at__isnull=False).exclude(wall="")
    waiting = ahead.filter(Q(deliveries__state__in=deciding.CHANGEABLE) | Q(deliveries__isnull=True))
    moved = 0
    for zone, version in set(waiting.values_list("zone", "zone_version")):
        present = times.zone_version(zone)
        if present != version:
            stale = waiting.filter(zone=zone, zone_version=version).values_list("pk", flat=True)
            moved += sum(_derive_anew(post, present) for post in set(stale))
    return moved


def _derive_anew(post: UUID, version: str) -> int:
    with transaction.atomic():
        row = Post.objects.select_for_update().get(pk=post)
        before = row.planned_at
        at = times.derive(Wall(datetime.fromisoformat(row.wall), row.zone))
        row.planned_at, row.zone_version = at, version
        row.save(update_fields=["planned_at", "zone_version"])
        if at == before:
            return 0
        same_time = row.deliveries.select_related("account", "post").filter(
            planned_at=before, state=DeliveryState.PLANNED, frozen__isnull=True
        )
        for each in same_time:
            deciding.replan(LINE, each, at)
        return 1


def tidy() -> int:
    """Drop what can no longer be undone, deleted posts that never went out, and files that nobody names."""
    now = clock.now()
    with transaction.atomic():
        over = Undoable.objects.filter(until__lt=now).delete()[0]
        gone = Post.objects.filter(deleted_at__lt=now - timedelta(seconds=_CARE_EVERY_S))
        over += gone.exclude(deliveries__attempts__gt=0).delete()[0]
        Rendition.objects.exclude(source__in=Media.objects.values("sha256")).delete()
    return over + storage.sweep(_named_files(), older_than=now - timedelta(seconds=_FILES_STAY_S))


def _named_files() -> set[str]:
    """The hashes that rows name, and those that an unsettled attempt was made with."""
    named = {*Media.objects.values_list("sha256", flat=True)}
    named |= {*Rendition.objects.values_list("sha256", flat=True)}
    frozen = Delivery.objects.filter(frozen__isnull=False).exclude(
        state__in=(DeliveryState.LIVE, DeliveryState.CANCELLED)
    )
    for content in frozen.values_list("frozen", flat=True):
        named |= {media["sha256"] for media in (content or {}).get("media", ())}
    return named


LOOPS = (
    Loop("deliveries", "deliveries", send, idle_s=0.2),
    Loop("deliveries-sweep", "deliveries", sweep, idle_s=5.0),
)
