"""Where django-allauth meets resonans: nobody signs up alone, and its letters go through the outbox."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from resonans.core import mail, models, secrets
from resonans.core.settings import settings


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Signing in by e-mail address; signing up only by invitation or set-up key, which are our own pages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never through allauth's own page."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject as it was written."""
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """An address at RESONANS_URL, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings().base_url + path.replace("UID-KEY", key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, in the reader's language; dropped where no mail server is set."""
        language = models.User.objects.filter(email=email.lower()).values_list("language", flat=True).first()

        def write() -> mail.Letter:
            drawn = self.render_mail(template_prefix, email, {"email": email, **context})
            return mail.Letter(str(drawn.subject), str(drawn.body))

        mail.post(email, write, language=language or "")

    def get_from_email(self) -> str:
        """Unused: the outbox knows the sender."""
        return settings().mail_from


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """Second factors, with their secrets encrypted, and passkeys bound to the host of RESONANS_URL."""

    def encrypt(self, text: str) -> str:
        """For the database."""
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """From the database."""
        return secrets.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        """The name that an authenticator shows."""
        return "resonans"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks for the passkey."""
        host = urlsplit(settings().base_url).hostname
        return {"id": host or context.request.get_host().partition(":")[0], "name": "resonans"}


def sign_in(request: HttpRequest, user: UUID, *, method: str) -> HttpResponse:
    """Sign a person in who has just proved themselves by `method` (invitation, setup, demo).

    Returns where to go: home, or the page of a second factor if they have one.
    """
    person = models.User.objects.get(pk=user, is_active=True)
    record_authentication(request, person, method=method)
    answer: HttpResponse = perform_login(request, Login(user=person, email=person.email))
    return answer
