"""The first set-up, and the demo's sign-in: both need the one-time key that the start printed."""

from django.db import transaction
from django.db.models import QuerySet

from resonans.core import clock, models, users, values
from resonans.core.actions import make_workspace
from resonans.core.audit import record
from resonans.core.digests import digest, fresh
from resonans.core.errors import NotAllowed
from resonans.core.types import Access, Membership, NewBrand, Role, User
from resonans.core.words import _

_CLAIM, _DEMO = "claim", "demo"
DEMO_EMAIL = "demo@resonans.invalid"
"""RFC 2606 keeps `.invalid` free: no letter can ever reach it."""


def is_claimed() -> bool:
    """Whether somebody owns a workspace here, besides the demo."""
    return models.Member.objects.filter(
        role=Role.OWNER, left_at__isnull=True, workspace__is_demo=False
    ).exists()


def ensure_setup_key(*, demo: bool = False) -> str | None:
    """A new one-time key, which ends every earlier one of its kind; None if nothing waits for it.

    Each start makes a new one, since only a hash of the last was kept. With `demo` it signs in to the demo,
    else it claims the place, until somebody has.
    """
    if not demo and is_claimed():
        return None
    key = fresh()
    models.SetupKey.objects.update_or_create(
        purpose=_DEMO if demo else _CLAIM,
        defaults={"digest": digest("setup", key), "created_at": clock.now(), "used_at": None},
    )
    return key


def opens(key: str, *, demo: bool = False) -> bool:
    """Whether the key would be taken now. Does not use it up."""
    return _unused(key, _DEMO if demo else _CLAIM).exists() and (demo or not is_claimed())


def claim(key: str, *, name: str, email: str, password: str, workspace: str, brand: NewBrand) -> Membership:
    """Take the place: the first person, their workspace and its first brand. Ends the key.

    Raises NotAllowed for a wrong or used key, Invalid for what must change (the key stays good then).
    """
    with transaction.atomic():
        _use(key, _CLAIM)
        if is_claimed():
            raise _wrong_key()
        row = make_workspace(workspace, brand)
        person = users.make(email, name, password)
        member = models.Member.objects.create(workspace=row, user=person, role=Role.OWNER)
        record(Access(row.pk, Role.OWNER, member.pk), "workspace.claim", f"workspace:{row.pk}")
    return values.membership(member)


def open_demo(workspace: str, brand: NewBrand) -> Access:
    """The demo's workspace and its one person, made if they are not there yet."""
    with transaction.atomic():
        person = models.User.objects.filter(email=DEMO_EMAIL).first()
        if person is None:
            row = make_workspace(workspace, brand, is_demo=True)
            person = users.make(DEMO_EMAIL, "Demo", None)
            models.Member.objects.create(workspace=row, user=person, role=Role.OWNER)
        member = models.Member.objects.get(user=person, workspace__is_demo=True)
    return Access(member.workspace_id, Role(member.role), member.pk)


def demo_sign_in(key: str) -> User:
    """The demo's person. Ends the key. Raises NotAllowed for a wrong or used one."""
    with transaction.atomic():
        _use(key, _DEMO)
        person = models.User.objects.filter(email=DEMO_EMAIL, is_active=True).first()
        if person is None:
            raise _wrong_key()
    return values.user(person)


def _unused(key: str, purpose: str) -> QuerySet[models.SetupKey]:
    return models.SetupKey.objects.filter(purpose=purpose, digest=digest("setup", key), used_at__isnull=True)


def _use(key: str, purpose: str) -> None:
    if not _unused(key, purpose).update(used_at=clock.now()):
        raise _wrong_key()


def _wrong_key() -> NotAllowed:
    return NotAllowed(
        _(
            "This key is not the one that the last start printed, or it was used. "
            "Restart resonans for a new one."
        ),
        code="wrong_key",
    )
