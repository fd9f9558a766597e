"""E-mail: a row in the transaction of its cause, sent afterwards by a loop, with retries.

A letter's life: waiting → sent, or refused where the mail server will never take it or three days of trying
were in vain. Two workers never send one letter at once; if the answer of the mail server is lost it goes
out again, with the same Message-ID, so that the reader's mailbox can tell.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from urllib.parse import unquote, urlsplit
from uuid import UUID

import structlog
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.utils import translation

from resonans.core import clock, models, secrets, work
from resonans.core.permissions import LOWEST_ROLE, Permission
from resonans.core.settings import settings
from resonans.core.types import Access, Role

log = structlog.get_logger()

LEASE_S = 120.0
_TIMEOUT_S = 30.0
_BATCH = 20
_FIRST_PAUSE_S = 60.0
_LONGEST_PAUSE_S = 3600.0
_GIVE_UP_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written: plain text, whole lines."""

    subject: str
    text: str


def is_on() -> bool:
    """Whether a mail server is set."""
    return bool(settings().smtp_url.get_secret_value())


def post(
    to: str,
    write: Callable[[], Letter],
    *,
    workspace: UUID | None = None,
    language: str = "",
    key: str = "",
) -> bool:
    """Put a letter into the outbox, in the caller's transaction; True if it will go out.

    `write` is called in the reader's language. A `key` is used once for each reader: a second letter with
    it is dropped. Without a mail server nothing is kept, and the answer is False.
    """
    if not is_on() or to.endswith(".invalid"):
        return False
    with translation.override(language or django_settings.LANGUAGE_CODE):
        letter = write()
    try:
        with transaction.atomic():
            models.Letter.objects.create(
                workspace_id=workspace,
                recipient=to,
                subject=" ".join(letter.subject.split())[:300],
                text=secrets.encrypt(letter.text),
                key=key,
                due_at=clock.now(),
            )
    except IntegrityError:
        if key and models.Letter.objects.filter(recipient=to, key=key).exists():
            return False
        raise
    return True


def tell(access: Access, permission: Permission, write: Callable[[], Letter], *, key: str) -> int:
    """Write to every present member whose role reaches `permission`, each in their language; how many.

    One failure has one key (`delivery:<id>:failed`), so nobody reads of it twice.
    """
    if not is_on():
        return 0
    rows = models.Member.objects.select_related("user").filter(
        workspace=access.workspace, left_at__isnull=True, user__is_active=True
    )
    readers = [row.user for row in rows if Role(row.role).covers(LOWEST_ROLE[permission])]
    return sum(
        post(person.email, write, workspace=access.workspace, language=person.language, key=key)
        for person in readers
    )


def send_due() -> int:
    """Send the letters that wait; returns how many were tried."""
    if not is_on():
        return 0
    waiting = models.Letter.objects.filter(state=models.Letter.State.WAITING)
    tried = 0
    while tried < _BATCH and (held := work.claim(waiting, lease_s=LEASE_S, limit=1)):
        _send_one(held[0])
        tried += 1
    return tried


def _send_one(held: work.Claim) -> None:
    row = models.Letter.objects.get(pk=held.row)
    try:
        _hand_over(_message(row))
    except (OSError, smtplib.SMTPException) as error:
        _note_failure(row, held, error)
        return
    work.release(
        models.Letter,
        held,
        state=models.Letter.State.SENT,
        sent_at=clock.now(),
        attempts=row.attempts + 1,
        text="",
        problem="",
        due_at=None,
    )


def _note_failure(row: models.Letter, held: work.Claim, error: Exception) -> None:
    now = clock.now()
    is_final = _is_permanent(error) or now - row.created_at >= _GIVE_UP_AFTER
    pause_s = min(_FIRST_PAUSE_S * 2**row.attempts, _LONGEST_PAUSE_S)
    problem = type(error).__name__
    log.warning("letter not sent", letter=str(row.pk), error=problem, is_final=is_final)
    work.release(
        models.Letter,
        held,
        state=models.Letter.State.REFUSED if is_final else models.Letter.State.WAITING,
        attempts=row.attempts + 1,
        problem=f"{problem}: {error}"[:300],
        text="" if is_final else row.text,
        due_at=None if is_final else now + timedelta(seconds=pause_s),
    )


def _is_permanent(error: Exception) -> bool:
    """Whether the server said 5xx of this letter itself; a refused sign-in or greeting may be mended."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


def _message(row: models.Letter) -> EmailMessage:
    message = EmailMessage()
    host = urlsplit(settings().base_url).hostname or "localhost"
    message["From"] = formataddr(("resonans", settings().mail_from or f"resonans@{host}"))
    message["To"] = row.recipient
    message["Subject"] = row.subject
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = f"<{row.pk}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(secrets.decrypt(row.text))
    return message


def _hand_over(message: EmailMessage) -> None:
    """One conversation with the mail server; TLS is checked, and demanded before a password is said."""
    address = urlsplit(settings().smtp_url.get_secret_value())
    host, user = address.hostname or "", unquote(address.username or "")
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, address.port or 465, timeout=_TIMEOUT_S, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, address.port or 587, timeout=_TIMEOUT_S)
    with server:
        if address.scheme == "smtp":
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            elif user:
                raise smtplib.SMTPNotSupportedError("the server offers no TLS, so no password is sent to it")
        if user:
            server.login(user, unquote(address.password or ""))
        server.send_message(message)
