"""What waits for a person, for Home."""

from uuid import UUID

from resonans.core import clock
from resonans.core.permissions import Permission, may, require
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import registry
from resonans.publishing import rows
from resonans.publishing.models import Approval, Delivery
from resonans.publishing.types import DeliveryState, Need, NeedKind, PostState

_KINDS = {
    DeliveryState.UNKNOWN: NeedKind.UNKNOWN,
    DeliveryState.REJECTED: NeedKind.REJECTED,
    DeliveryState.MISSED: NeedKind.MISSED,
    DeliveryState.WAITING_FOR_ACCOUNT: NeedKind.WAITING_FOR_ACCOUNT,
}


def needs_you(access: Access, brand: UUID | None = None) -> tuple[Need, ...]:
    """Deliveries that a person must decide about, and posts that wait for approval, the oldest first.

    A lost answer is listed only once we had our time to look by ourselves.
    """
    require(access, Permission.READ)
    found = Delivery.objects.select_related("account", "post").filter(
        workspace_id=access.workspace, post__deleted_at__isnull=True, state__in=tuple(_KINDS)
    )
    if brand is not None:
        found = found.filter(post__brand_id=brand)
    needs = [_of_delivery(access, row) for row in found if _is_for_a_person(row)]
    if may(access, Permission.DECIDE):
        needs += _approvals(access, brand)
    return tuple(sorted(needs, key=lambda need: need.since))


def _is_for_a_person(row: Delivery) -> bool:
    if row.state != DeliveryState.UNKNOWN or row.unknown_at is None or row.due_at is None:
        return True
    looked_for = (clock.now() - row.unknown_at).total_seconds()
    return looked_for > registry.connector(row.account.network).declaration.looks_for_s


def _of_delivery(access: Access, row: Delivery) -> Need:
    return Need(
        kind=_KINDS[DeliveryState(row.state)],
        post=row.post_id,
        delivery=row.pk,
        account=row.account_id,
        sentence=_sentence(row),
        choices=rows.choices(access, row),
        since=row.unknown_at or row.settled_at or row.planned_at or row.created_at,
    )


def _sentence(row: Delivery) -> str:
    handle = {"account": row.account.handle}
    match row.state:
        case DeliveryState.UNKNOWN:
            return _("We could not find out whether the post on %(account)s went out. Look there.") % handle
        case DeliveryState.MISSED:
            return _("The post on %(account)s is late and was not sent.") % handle
        case DeliveryState.WAITING_FOR_ACCOUNT:
            return _("The post on %(account)s waits: reconnect the account.") % handle
    problem = rows.problem_sentence(row)
    return _("The post on %(account)s was refused. %(problem)s") % {**handle, "problem": problem}


def _approvals(access: Access, brand: UUID | None) -> list[Need]:
    asked = Approval.objects.filter(
        workspace_id=access.workspace,
        decision="",
        post__deleted_at__isnull=True,
        post__state=PostState.IN_REVIEW,
    )
    if brand is not None:
        asked = asked.filter(post__brand_id=brand)
    return [
        Need(
            kind=NeedKind.APPROVAL,
            post=each.post_id,
            delivery=None,
            account=None,
            sentence=_("A post waits for your decision."),
            choices=(),
            since=each.created_at,
        )
        for each in asked.select_related("post")
        if access.member is None or access.member not in {each.asked_by_id, each.post.author_id}
    ]
