"""How a post stands, derived from what people decided and from its deliveries."""

from collections.abc import Iterable
from uuid import UUID

from resonans.core import access as access_of
from resonans.core import audit
from resonans.core.types import Access
from resonans.networks.outgoing import DeliveryState
from resonans.publishing.models import Approval, Delivery, Post
from resonans.publishing.types import PostState

_SENDING = (PostState.SENDING, {DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.PENDING})
_WORST_FIRST = (
    (PostState.UNKNOWN, {DeliveryState.UNKNOWN}),
    (PostState.REJECTED, {DeliveryState.REJECTED}),
    (PostState.MISSED, {DeliveryState.MISSED}),
    (PostState.WAITING_FOR_ACCOUNT, {DeliveryState.WAITING_FOR_ACCOUNT}),
    _SENDING,
    (PostState.SCHEDULED, {DeliveryState.PLANNED}),
    (PostState.LIVE, {DeliveryState.LIVE}),
    (PostState.CANCELLED, {DeliveryState.CANCELLED}),
)


def of_deliveries(states: Iterable[DeliveryState]) -> PostState | None:
    """The post's state: that of the delivery which needs most care; None without deliveries."""
    present = set(states)
    for state, members in _WORST_FIRST:
        if present & members:
            return state
    return None


def of_approvals(decision: str | None) -> PostState:
    """The state of a post that is not scheduled: by its last request for approval (None: there was none)."""
    if decision is None or decision == "withdrawn":
        return PostState.DRAFT
    return {"": PostState.IN_REVIEW, "declined": PostState.DECLINED}.get(decision, PostState.DRAFT)


def refresh(post: UUID) -> bool:
    """Bring the post's state in step, in the caller's transaction, which holds the post's lock.

    Returns whether it changed; open pages are told if so.
    """
    rows = Post.objects.filter(pk=post)
    workspace, before = rows.values_list("workspace_id", "state").get()
    states = Delivery.objects.filter(post_id=post).values_list("state", flat=True)
    state = of_deliveries(DeliveryState(value) for value in states)
    if state is None:
        asked = Approval.objects.filter(post_id=post).order_by("-created_at", "-pk")
        state = of_approvals(asked.values_list("decision", flat=True).first())
    if before == state:
        return False
    rows.update(state=state)
    audit.announce(access_of.for_worker(workspace), "post", str(post))
    return True


def begins_to_send(post: UUID) -> None:
    """What `refresh` does when a delivery begins to be sent, in one statement."""
    better = [state for state, _members in _WORST_FIRST[_WORST_FIRST.index(_SENDING) + 1 :]]
    Post.objects.filter(pk=post, state__in=better).update(state=PostState.SENDING)


def touched(access: Access, post: UUID) -> None:
    """A person did something to the post: bring its state in step, and tell open pages in any case."""
    if not refresh(post):
        audit.announce(access, "post", str(post))
