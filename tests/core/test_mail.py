"""The outbox, with a real mail server on the loopback."""

import email
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import transaction
from tests.conftest import join
from tests.core.together import together

from resonans.core import clock, invitations, jobs, mail, models, work
from resonans.core.models import Letter, Member, User, Workspace
from resonans.core.permissions import Permission
from resonans.core.types import Access, Role

type Environment = Callable[..., None]
HELLO = mail.Letter("Your post did not go out", "The network refused it.\nOpen it and shorten the text.")


class Mailbox:
    """What a mail server took, and what it is told to answer."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.answers: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250") and isinstance(envelope.content, bytes):
            self.taken.append(email.message_from_bytes(envelope.content))
        return answer

    async def handle_RCPT(
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 fine"


def serve(box: Mailbox, port: int = 0, **options: Any) -> Controller:
    controller = Controller(box, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    return controller


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def box(environment: Environment) -> Iterator[Mailbox]:
    """A mail server that resonans is told to use."""
    box = Mailbox()
    controller = serve(box)
    environment(smtp_url=f"smtp://127.0.0.1:{controller.port}", mail_from="kajen@example.test")
    yield box
    controller.stop(no_assert=True)


def text_of(message: Message) -> str:
    content = message.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().replace("\r\n", "\n").strip()


def test_a_letter_goes_out_whole_and_once(db: None, box: Mailbox, noon: datetime) -> None:
    assert mail.post("ana@example.test", lambda: HELLO)
    assert mail.send_due() == 1
    assert mail.send_due() == 0
    (message,) = box.taken
    assert message["To"] == "ana@example.test"
    assert message["From"] == "resonans <kajen@example.test>"
    assert message["Subject"] == HELLO.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert text_of(message) == HELLO.text
    row = Letter.objects.get()
    assert (row.state, row.sent_at, row.text) == ("sent", noon, "")


def test_without_a_mail_server_nothing_is_kept(ana: Access) -> None:
    assert not mail.is_on()
    assert not mail.post("ana@example.test", lambda: HELLO)
    assert mail.tell(ana, Permission.READ, lambda: HELLO, key="x") == 0
    assert mail.send_due() == 0
    assert not Letter.objects.exists()


def test_the_text_is_not_readable_in_the_database(db: None, box: Mailbox) -> None:
    mail.post("ana@example.test", lambda: HELLO)
    assert "refused" not in Letter.objects.get().text


def test_a_letter_whose_cause_is_rolled_back_is_never_sent(db: None, box: Mailbox) -> None:
    with transaction.atomic():
        assert mail.post("ana@example.test", lambda: HELLO)
        transaction.set_rollback(True)
    assert mail.send_due() == 0


def test_nothing_is_lost_while_the_mail_server_is_down(
    db: None, environment: Environment, noon: datetime
) -> None:
    port = free_port()
    environment(smtp_url=f"smtp://127.0.0.1:{port}")
    mail.post("ana@example.test", lambda: HELLO)
    pauses = []
    for _attempt in range(8):
        assert mail.send_due() == 1
        row = Letter.objects.get()
        assert row.state == "waiting"
        assert row.due_at is not None
        pauses.append((row.due_at - clock.now()).total_seconds())
        assert mail.send_due() == 0
        clock.set_to(row.due_at)
    assert pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    box = Mailbox()
    controller = serve(box, port)
    assert mail.send_due() == 1
    controller.stop(no_assert=True)
    assert [text_of(message) for message in box.taken] == [HELLO.text]


def test_a_passing_refusal_is_tried_again(db: None, box: Mailbox, noon: datetime) -> None:
    box.answers = ["451 try later"]
    mail.post("ana@example.test", lambda: HELLO)
    mail.send_due()
    assert box.taken == []
    clock.move(60)
    assert mail.send_due() == 1
    assert len(box.taken) == 1


@pytest.mark.parametrize(("to", "answers"), [("nobody@example.test", []), ("ana@example.test", ["554 spam"])])
def test_a_final_refusal_ends_the_letter(
    db: None, box: Mailbox, noon: datetime, to: str, answers: list[str]
) -> None:
    box.answers = answers
    mail.post(to, lambda: HELLO)
    mail.send_due()
    row = Letter.objects.get()
    assert (row.state, row.text, row.due_at) == ("refused", "", None)
    assert row.problem
    clock.move(7 * 24 * 3600)
    assert mail.send_due() == 0


def test_after_three_days_in_vain_a_letter_is_given_up(
    db: None, environment: Environment, noon: datetime
) -> None:
    environment(smtp_url=f"smtp://127.0.0.1:{free_port()}")
    mail.post("ana@example.test", lambda: HELLO)
    clock.move(timedelta(days=3).total_seconds())
    mail.send_due()
    assert Letter.objects.get().state == "refused"


def test_a_sender_that_dies_after_sending_repeats_itself_recognisably(
    db: None, box: Mailbox, noon: datetime
) -> None:
    mail.post("ana@example.test", lambda: HELLO)
    (held,) = work.claim(Letter.objects.filter(state="waiting"), lease_s=mail.LEASE_S, limit=1)
    mail._hand_over(mail._message(Letter.objects.get(pk=held.row)))
    assert mail.send_due() == 0
    clock.move(mail.LEASE_S)
    assert mail.send_due() == 1
    assert len({message["Message-ID"] for message in box.taken}) == 1
    assert len(box.taken) == 2


@pytest.mark.django_db(transaction=True)
def test_two_senders_send_each_letter_once(box: Mailbox) -> None:
    for number in range(12):
        mail.post(f"reader{number}@example.test", lambda: HELLO)
    tried = together(*[mail.send_due] * 3)
    assert sum(count for count in tried if isinstance(count, int)) == 12
    assert len({message["To"] for message in box.taken}) == len(box.taken) == 12


def test_one_failure_makes_one_letter_for_each_reader(
    ana: Access, ben: Access, vera: Access, box: Mailbox
) -> None:
    write = partial(mail.tell, ana, Permission.SCHEDULE, lambda: HELLO)
    assert write(key="delivery:1:failed") == 2
    assert write(key="delivery:1:failed") == 0
    assert write(key="delivery:2:failed") == 2
    assert set(Letter.objects.values_list("recipient", flat=True)) == {"ana@example.test", "ben@example.test"}


def test_who_has_left_is_told_nothing(ana: Access, ben: Access, box: Mailbox) -> None:
    assert ben.member is not None
    Member.objects.filter(pk=ben.member).update(left_at=clock.now())
    assert mail.tell(ana, Permission.READ, lambda: HELLO, key="x") == 1


def test_each_reads_in_their_own_language(ana: Access, ben: Access, box: Mailbox) -> None:
    from django.utils.translation import get_language

    User.objects.filter(name="Ben").update(language="sv")
    mail.tell(ana, Permission.DRAFT, lambda: mail.Letter(get_language() or "", "…"), key="x")
    assert dict(Letter.objects.values_list("recipient", "subject")) == {
        "ana@example.test": "en",
        "ben@example.test": "sv",
    }


def test_a_subject_stays_one_line(db: None, box: Mailbox) -> None:
    mail.post("ana@example.test", lambda: mail.Letter("Hello\r\nBcc: eve@example.test", "x"))
    mail.send_due()
    assert box.taken[0]["Subject"] == "Hello Bcc: eve@example.test"
    assert box.taken[0]["Bcc"] is None


def test_nobody_writes_to_the_demos_person(db: None, box: Mailbox) -> None:
    assert not mail.post("demo@resonans.invalid", lambda: HELLO)


def test_an_invitation_brings_its_link(ana: Access, box: Mailbox) -> None:
    invited = invitations.invite(ana, "dora@example.test", Role.EDITOR)
    assert invited.mailed
    mail.send_due()
    assert invited.link in text_of(box.taken[0])
    assert "Ana" in box.taken[0]["Subject"]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for localhost and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=True,
                crl_sign=True,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_password_is_said_only_to_a_server_that_proves_who_it_is(
    db: None,
    environment: Environment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_trusted: bool,
) -> None:
    cert, key = certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    said: list[LoginPassword] = []

    def check(_server: object, _session: object, _envelope: object, _how: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        said.append(data)
        return AuthResult(success=True)

    box = Mailbox()
    controller = serve(box, tls_context=tls, authenticator=check, auth_required=True)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    environment(smtp_url=f"smtp://kajen:p%40ss@localhost:{controller.port}")
    mail.post("ana@example.test", lambda: HELLO)
    mail.send_due()
    controller.stop(no_assert=True)
    if is_trusted:
        assert said == [LoginPassword(b"kajen", b"p@ss")]
        assert len(box.taken) == 1
    else:
        assert said == []
        assert Letter.objects.get().state == "waiting"
        assert "certificate" in Letter.objects.get().problem


def test_a_password_is_never_said_in_the_clear(db: None, environment: Environment) -> None:
    box = Mailbox()
    controller = serve(box)
    environment(smtp_url=f"smtp://kajen:secret@127.0.0.1:{controller.port}")
    mail.post("ana@example.test", lambda: HELLO)
    mail.send_due()
    controller.stop(no_assert=True)
    assert box.taken == []
    row = Letter.objects.get()
    assert row.state == "waiting"
    assert "no TLS" in row.problem
    assert "secret" not in row.problem


def test_old_rows_are_tidied_and_waiting_letters_are_not(
    ana: Access, workspace: Workspace, box: Mailbox, noon: datetime
) -> None:
    join(workspace, "Dora", Role.VIEWER)
    invited = invitations.invite(ana, "eve@example.test", Role.VIEWER)
    Letter.objects.all().delete()
    mail.post("ana@example.test", lambda: HELLO)
    mail.post("ben@example.test", lambda: HELLO)
    Letter.objects.filter(recipient="ana@example.test").update(state="sent", due_at=None)
    clock.move(3601)
    assert models.Change.objects.count() == 1
    assert jobs.tidy() == 1
    assert not models.Change.objects.exists()
    clock.move(timedelta(days=40).total_seconds())
    jobs.tidy()
    assert [row.recipient for row in Letter.objects.all()] == ["ben@example.test"]
    assert invited.invitation.id not in {row.pk for row in models.Invitation.objects.all()}
    assert jobs.tidy() == 0
