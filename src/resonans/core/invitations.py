"""Invitations: a place for an e-mail address, opened once by a link of which we keep only the hash."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from resonans.core import clock, mail, models, users, values
from resonans.core.audit import announce, record
from resonans.core.digests import digest, fresh
from resonans.core.errors import Conflict, NotAllowed, NotFound
from resonans.core.permissions import Permission, require
from resonans.core.settings import settings
from resonans.core.types import Access, Invitation, Invited, Membership, Offer, Role
from resonans.core.validation import clean_email
from resonans.core.words import _

LASTS = timedelta(days=7)


def invite(access: Access, email: str, role: Role) -> Invited:
    """Offer a place. The link can be read only now; with SMTP it also goes out by e-mail.

    Raises Conflict if that address is a member already or has an open invitation.
    """
    require(access, Permission.MANAGE_MEMBERS)
    email = clean_email(email)
    token = fresh()
    with transaction.atomic():
        if models.Member.objects.filter(
            workspace=access.workspace, user__email=email, left_at__isnull=True
        ).exists():
            raise Conflict(_("%(email)s is a member already.") % {"email": email}, code="member_already")
        row = models.Invitation(
            workspace_id=access.workspace,
            email=email,
            role=role,
            digest=digest("invitation", token),
            invited_by_id=access.member,
            expires_at=clock.now() + LASTS,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Conflict(
                _("%(email)s is invited already. Renew that invitation for a new link.") % {"email": email},
                code="invited_already",
            ) from error
        record(access, "member.invite", f"invitation:{row.pk}", {"email": email, "role": role.value})
        announce(access, "member")
        return _handed_out(row, token)


def pending(access: Access) -> tuple[Invitation, ...]:
    """Invitations that nobody has taken, also those whose link has expired, newest first."""
    require(access, Permission.MANAGE_MEMBERS)
    rows = models.Invitation.objects.select_related("invited_by__user").filter(
        workspace=access.workspace, accepted_at__isnull=True
    )
    return tuple(map(values.invitation, rows.order_by("-pk")))


def renew(access: Access, invitation: UUID) -> Invited:
    """A new link, good for another week; the old one ends."""
    require(access, Permission.MANAGE_MEMBERS)
    token = fresh()
    with transaction.atomic():
        row = _open(access, invitation)
        row.digest, row.expires_at = digest("invitation", token), clock.now() + LASTS
        row.save(update_fields=["digest", "expires_at"])
        record(access, "member.renew_invitation", f"invitation:{row.pk}", {"email": row.email})
        return _handed_out(row, token)


def withdraw(access: Access, invitation: UUID) -> None:
    """Take the place back; its link ends."""
    require(access, Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        row = _open(access, invitation)
        row.delete()
        record(access, "member.withdraw_invitation", f"invitation:{invitation}", {"email": row.email})
        announce(access, "member")


def offer(token: str) -> Offer:
    """What a link offers. Raises NotFound if it is not ours, has expired, or was used."""
    row = _by_token(token)
    return Offer(
        workspace_name=row.workspace.name,
        email=row.email,
        role=Role(row.role),
        invited_by=str(row.invited_by.user) if row.invited_by else "",
        expires_at=row.expires_at,
        has_user=models.User.objects.filter(email=row.email).exists(),
    )


def accept(token: str, *, name: str, password: str) -> Membership:
    """Take the place as a new person. Raises Conflict if the address can sign in already: then do that."""
    with transaction.atomic():
        row = _by_token(token)
        person = users.make(row.email, name, password)
        return _joined(row, person)


def accept_as(token: str, user: UUID) -> Membership:
    """Take the place as the person who is signed in."""
    with transaction.atomic():
        row = _by_token(token)
        person = models.User.objects.filter(pk=user, is_active=True).first()
        if person is None:
            raise NotAllowed(_("Only a person who is signed in can do this."))
        return _joined(row, person)


def _joined(row: models.Invitation, person: models.User) -> Membership:
    now = clock.now()
    taken = models.Invitation.objects.filter(
        pk=row.pk, digest=row.digest, accepted_at__isnull=True, expires_at__gt=now
    ).update(accepted_at=now)
    if not taken:
        raise _no_longer_open()
    member, is_new = models.Member.objects.select_for_update().get_or_create(
        workspace=row.workspace, user=person, defaults={"role": row.role}
    )
    if not is_new:
        if member.left_at is None:
            raise Conflict(_("You are a member of this workspace already."), code="member_already")
        member.role, member.left_at, member.created_at = row.role, None, now
        member.save(update_fields=["role", "left_at", "created_at"])
    access = Access(row.workspace_id, Role(member.role), member.pk)
    record(access, "member.join", f"member:{member.pk}", {"email": row.email, "role": member.role})
    announce(access, "member", f"member:{member.pk}")
    return values.membership(member)


def _handed_out(row: models.Invitation, token: str) -> Invited:
    link = f"{settings().base_url}/invitation/{token}/"
    workspace, inviter = row.workspace.name, str(row.invited_by.user) if row.invited_by else ""

    def write() -> mail.Letter:
        return mail.Letter(
            _("%(who)s invites you to %(workspace)s")
            % {"who": inviter or "resonans", "workspace": workspace},
            _(
                "You are invited to work in %(workspace)s on resonans.\n\n"
                "Open this link within seven days:\n%(link)s\n\n"
                "If you did not expect this, you can ignore it."
            )
            % {"workspace": workspace, "link": link},
        )

    mailed = mail.post(row.email, write, workspace=row.workspace_id)
    return Invited(values.invitation(row), link, mailed)


def _open(access: Access, invitation: UUID) -> models.Invitation:
    row = (
        models.Invitation.objects.select_for_update(of=("self",))
        .select_related("invited_by__user", "workspace")
        .filter(workspace=access.workspace, pk=invitation, accepted_at__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such open invitation in this workspace."))
    return row


def _by_token(token: str) -> models.Invitation:
    row = (
        models.Invitation.objects.select_related("invited_by__user", "workspace")
        .filter(digest=digest("invitation", token), accepted_at__isnull=True, expires_at__gt=clock.now())
        .first()
    )
    if row is None:
        raise _no_longer_open()
    return row


def _no_longer_open() -> NotFound:
    return NotFound(_("This invitation was used, withdrawn, or has expired. Ask for a new link."))
