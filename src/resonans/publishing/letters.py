"""E-mail about deliveries that need a person: one letter for one failure."""

from resonans.core import access as access_of
from resonans.core import clock, mail, queries
from resonans.core.permissions import Permission
from resonans.core.settings import settings
from resonans.core.words import _
from resonans.networks import registry
from resonans.networks.outgoing import DeliveryState
from resonans.publishing import rows
from resonans.publishing.models import Delivery


def tell(row: Delivery) -> None:
    """Write to all who may schedule, in the transaction in which the delivery failed.

    Of a lost answer only once we had our time to look; of a lost account its own letter tells.
    """
    if not mail.is_on() or not _is_for_people(row):
        return
    key = f"delivery:{row.pk}:{row.state}:{row.outcomes}"
    mail.tell(access_of.for_worker(row.workspace_id), Permission.SCHEDULE, lambda: _letter(row), key=key)


def _is_for_people(row: Delivery) -> bool:
    if row.state == DeliveryState.UNKNOWN and row.unknown_at is not None:
        looks_for_s = registry.connector(row.account.network).declaration.looks_for_s
        return row.due_at is None or (clock.now() - row.unknown_at).total_seconds() > looks_for_s
    return row.state in {DeliveryState.REJECTED, DeliveryState.MISSED}


def _letter(row: Delivery) -> mail.Letter:
    named = {
        "handle": row.account.handle,
        "network": registry.connector(row.account.network).declaration.title,
    }
    slug = queries.workspace(access_of.for_worker(row.workspace_id)).slug
    where = _("Look at it here: %(url)s") % {"url": f"{settings().base_url}/w/{slug}/posts/{row.post_id}/"}
    subject, text = _words(row)
    return mail.Letter(subject % named, f"{text % named}\n\n{where}")


def _words(row: Delivery) -> tuple[str, str]:
    match row.state:
        case DeliveryState.MISSED:
            return _("A post for %(handle)s on %(network)s is late"), _(
                "It was more than 60 minutes late, so it was not sent. "
                "Send it now, choose another time, or cancel it."
            )
        case DeliveryState.UNKNOWN:
            return _("Did a post for %(handle)s on %(network)s go out?"), _(
                "The network's answer was lost, and we could not find out by ourselves. "
                "It is not sent again before somebody has looked there."
            )
    problem = rows.problem_sentence(row).replace("%", "%%")
    return _("A post for %(handle)s on %(network)s was refused"), problem
