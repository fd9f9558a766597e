"""What a person decides about one delivery."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from resonans.core import audit
from resonans.core.errors import Conflict, Invalid
from resonans.core.permissions import Permission, require
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import deciding, registry, sessions
from resonans.networks.contract import Ref
from resonans.networks.errors import NetworkError
from resonans.publishing import checking, planning, rows, scheduling, times, writing
from resonans.publishing.line import LINE
from resonans.publishing.models import Delivery
from resonans.publishing.types import Delivery as DeliveryValue
from resonans.publishing.types import DeliveryState, GiveUp, ItIsThere, SendAgain, Settlement, Wall

_PAGES_READ = 3
_BEFORE = timedelta(minutes=10)


def cancel_delivery(access: Access, delivery: UUID) -> DeliveryValue:
    """Do not send it to this account."""
    return _act(access, delivery, "delivery.cancel", lambda row: deciding.cancel(LINE, row))


def move_delivery(access: Access, delivery: UUID, wall: Wall) -> DeliveryValue:
    """Another time for one account alone: planned, missed, or waiting for its account."""

    def moved(row: Delivery) -> Delivery:
        _demand_own_time(row)
        chosen = scheduling.in_zone(access, row.post, wall)
        at = times.resolve_ahead(chosen)
        if row.post.deliveries.exclude(pk=row.pk).count() == 0:
            planning.set_time(row.post, chosen, at)
        return deciding.replan(LINE, row, at)

    return _act(access, delivery, "delivery.move", moved)


def send_now(access: Access, delivery: UUID) -> DeliveryValue:
    """Send at once what was missed or is planned for later."""

    def sent(row: Delivery) -> Delivery:
        _demand_own_time(row)
        return deciding.send_now(LINE, row)

    return _act(access, delivery, "delivery.send_now", sent)


def retry(access: Access, delivery: UUID) -> DeliveryValue:
    """Send a rejected one again, now, after something was changed. It must fit."""

    def again(row: Delivery) -> Delivery:
        checking.demand(access, writing.read(row.post))
        return deciding.retry(LINE, row)

    return _act(access, delivery, "delivery.retry", again)


def settle(access: Access, delivery: UUID, settlement: Settlement) -> DeliveryValue:
    """Say what became of a lost one.

    For ItIsThere the network is asked for the post at that address (outside any transaction), so that its
    numbers can be collected; where it cannot be asked, the person's word and the address are kept.
    """
    require(access, Permission.SCHEDULE)
    match settlement:
        case ItIsThere(url):
            row = rows.find_delivery(access, delivery)
            if row.state != DeliveryState.UNKNOWN:
                raise Conflict(_("This delivery is not in doubt any more."), code="settled")
            ref = _ref_at(row, _address(url))
            return _act(access, delivery, "delivery.found", lambda row: deciding.found(LINE, row, ref))
        case SendAgain():
            return _act(access, delivery, "delivery.send_again", lambda row: deciding.send_again(LINE, row))
        case GiveUp():
            return _act(access, delivery, "delivery.give_up", lambda row: deciding.give_up(LINE, row))


def _act(access: Access, delivery: UUID, verb: str, decide: Callable[[Delivery], Delivery]) -> DeliveryValue:
    require(access, Permission.SCHEDULE)
    with transaction.atomic():
        row = rows.find_delivery(access, delivery, lock=True)
        fresh = decide(row)
        audit.record(access, verb, f"delivery:{delivery}", {"state": fresh.state})
    return rows.delivery_value(access, fresh)


def _demand_own_time(row: Delivery) -> None:
    if row.is_first_comment and row.planned_at is None:
        raise Conflict(_("The first comment follows its post; it has no time of its own."), code="follows")


def _address(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > 1000:
        raise Invalid(
            _("Give the whole address of the post, beginning with https://."),
            fields={"url": _("This is not the address of a post.")},
            code="bad_address",
        )
    return url.strip()


def _ref_at(row: Delivery, url: str) -> Ref:
    """The account's post at this address, as the network knows it; only the address where it cannot tell."""
    since = (row.key_at or row.created_at) - _BEFORE
    connector = registry.connector(row.account.network)
    try:
        with sessions.use(row.account_id) as session:
            cursor = ""
            for _page in range(_PAGES_READ):
                page = connector.posts(session, since=since, cursor=cursor)
                for post in page.items:
                    if post.ref.url.rstrip("/") == url.rstrip("/"):
                        return post.ref
                cursor = page.cursor
                if not cursor:
                    break
    except NetworkError:
        return Ref("", url=url)
    return Ref("", url=url)
