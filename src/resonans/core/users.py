"""People who sign in: made by set-up, by an invitation, or by whoever holds the machine."""

from allauth.account import app_settings as account_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from resonans.core import models, values
from resonans.core.audit import record
from resonans.core.errors import Conflict, NotFound
from resonans.core.settings import settings
from resonans.core.types import Access, Role, User
from resonans.core.validation import check_password, clean_email, clean_name
from resonans.core.words import _


def make(email: str, name: str, password: str | None) -> models.User:
    """The rows of a new person; without a password they can sign in only after a reset. Inside this room."""
    email, name = clean_email(email), clean_name(name, "person")
    if password is not None:
        check_password(password, email=email, name=name)
    with transaction.atomic():
        if models.User.objects.filter(email=email).exists():
            raise Conflict(
                _("%(email)s can sign in here already. Sign in first.") % {"email": email},
                code="user_exists",
            )
        person = models.User.objects.create_user(email, password, name=name)
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
    return person


def create(email: str, name: str, *, workspace_slug: str, role: Role) -> User:
    """Add a person to a workspace from the console; `reset_link` lets them choose a password."""
    with transaction.atomic():
        workspace = models.Workspace.objects.filter(slug=workspace_slug).first()
        if workspace is None:
            raise NotFound(_("There is no workspace “%(slug)s”.") % {"slug": workspace_slug})
        person = make(email, name, None)
        member = models.Member.objects.create(workspace=workspace, user=person, role=role)
        record(Access(workspace.pk, Role.OWNER), "member.create", f"member:{member.pk}", {"role": role.value})
    return values.user(person)


def reset_link(email: str) -> str:
    """A link that lets this person choose a new password, once. It ends with the next sign-in or change.

    Raises NotFound if nobody here has that address.
    """
    person = models.User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise NotFound(_("Nobody here signs in as %(email)s.") % {"email": email})
    token = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": token}
    )
    return settings().base_url + path
