"""Repeated work of the control plane: letters go out, and what nobody will ask for again goes away."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet

from resonans.core import clock, mail, models
from resonans.core.work import Loop

_CHANGES_KEPT = timedelta(hours=1)
_INVITATIONS_KEPT = timedelta(days=30)
_LETTERS_KEPT = timedelta(days=30)
_MOST_ROWS = 5000


def tidy() -> int:
    """Delete old changes, answers, letters, invitations, sessions and counted attempts; how many rows."""
    now = clock.now()
    rows = (
        models.Change.objects.filter(created_at__lt=now - _CHANGES_KEPT),
        models.KeptAnswer.objects.filter(expires_at__lt=now),
        models.Letter.objects.filter(created_at__lt=now - _LETTERS_KEPT).exclude(
            state=models.Letter.State.WAITING
        ),
        models.Invitation.objects.filter(expires_at__lt=now - _INVITATIONS_KEPT),
        Session.objects.filter(expire_date__lt=now),
        models.CachedValue.objects.filter(expires__lt=now),
    )
    return sum(_delete_oldest(old) for old in rows)


def _delete_oldest[M: Model](rows: QuerySet[M]) -> int:
    """Delete at most `_MOST_ROWS`, so that no transaction is long."""
    oldest = list(rows.order_by("pk").values_list("pk", flat=True)[:_MOST_ROWS])
    return rows.filter(pk__in=oldest).delete()[0] if oldest else 0


LOOPS = (
    Loop("mail", "care", mail.send_due, 5.0),
    Loop("tidy", "care", tidy, 600.0),
)
