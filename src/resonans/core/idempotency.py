"""Idempotency keys: what a write was answered is kept a day, and answered again to the same key.

The key is the sender's; it counts within their workspace and for who they are. A write that died without an
answer frees its key after two minutes.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from resonans.core import clock, secrets
from resonans.core.errors import Conflict, Invalid
from resonans.core.models import KeptAnswer
from resonans.core.types import Access
from resonans.core.words import _

KEPT_FOR = timedelta(hours=24)
RUNS_FOR = timedelta(minutes=2)
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer that was given before."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to carry out the write; ends with `keep` or `drop`."""

    row: UUID


def begin(access: Access, key: str, request: bytes) -> Kept | Ticket:
    """The kept answer, or the right to carry out. `request` is all that makes the write itself.

    Raises Invalid (`idempotency_key_reused`) for the same key with another request, and Conflict
    (`idempotency_key_running`) while the first still runs.
    """
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        problem = _("An idempotency key has from 1 to %(longest)d printable characters.") % {
            "longest": LONGEST_KEY
        }
        raise Invalid(problem, fields={"Idempotency-Key": problem}, code="idempotency_key_malformed")
    now, digest = clock.now(), hashlib.sha256(request).hexdigest()
    mine = KeptAnswer.objects.filter(workspace=access.workspace, actor=access.actor, key=key)
    mine.filter(expires_at__lte=now).delete()
    mine.filter(status__isnull=True, running_until__lte=now).delete()
    try:
        with transaction.atomic():
            row = KeptAnswer.objects.create(
                workspace_id=access.workspace,
                actor=access.actor,
                key=key,
                digest=digest,
                running_until=now + RUNS_FOR,
                expires_at=now + KEPT_FOR,
            )
    except IntegrityError:
        return _seen_before(mine.get(), digest)
    return Ticket(row.pk)


def keep(ticket: Ticket, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    """Keep the answer for a day. The body is encrypted."""
    KeptAnswer.objects.filter(pk=ticket.row, status__isnull=True).update(
        status=status, headers=dict(headers), body=secrets.encrypt(base64.b64encode(body).decode())
    )


def drop(ticket: Ticket) -> None:
    """Free the key: nothing happened, and the same may be sent again."""
    KeptAnswer.objects.filter(pk=ticket.row, status__isnull=True).delete()


def _seen_before(row: KeptAnswer, digest: str) -> Kept:
    if row.digest != digest:
        raise Invalid(
            _("This idempotency key was used for another request. Use a new key for a new request."),
            code="idempotency_key_reused",
        )
    if row.status is None:
        raise Conflict(
            _("The first request with this idempotency key is still running. Ask again in a moment."),
            code="idempotency_key_running",
        )
    return Kept(row.status, row.headers, base64.b64decode(secrets.decrypt(row.body)))
