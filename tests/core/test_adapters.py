"""Signing in: passwords with limits, second factors, resets; nobody signs up alone."""

from urllib.parse import urlsplit

import pyotp
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from tests.core.test_mail import Environment

from resonans.core import secrets, setup, users
from resonans.core.errors import Conflict, NotFound
from resonans.core.models import Letter, User
from resonans.core.types import Access, NewBrand, Role
from resonans.site import settings as site

PASSWORD = "a roastery at the quay"


@pytest.fixture
def client() -> Client:
    """A browser on this machine."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def dora(ana: Access) -> User:
    """A person with an address that counts as known."""
    made = users.create("dora@example.test", "Dora", workspace_slug="kajen", role=Role.EDITOR)
    person = User.objects.get(pk=made.id)
    person.set_password(PASSWORD)
    person.save()
    return person


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def sign_in(client: Client, password: str = PASSWORD, email: str = "dora@example.test") -> int:
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    return answer.status_code


def test_a_person_signs_in_by_address_and_password(client: Client, dora: User) -> None:
    assert sign_in(client, email="Dora@Example.test") == 302
    assert is_signed_in(client)


def test_a_wrong_password_signs_nobody_in(client: Client, dora: User) -> None:
    sign_in(client, "wrong")
    assert not is_signed_in(client)


def test_guessing_is_stopped_after_five_times_even_with_the_right_word(client: Client, dora: User) -> None:
    for _ in range(5):
        sign_in(client, "wrong")
    sign_in(client)
    assert not is_signed_in(client)
    other = Client(headers={"host": "localhost"}, REMOTE_ADDR="10.1.2.3")
    sign_in(other)
    assert not is_signed_in(other)


def test_who_is_switched_off_does_not_sign_in(client: Client, dora: User) -> None:
    User.objects.filter(pk=dora.pk).update(is_active=False)
    sign_in(client)
    assert not is_signed_in(client)


def test_nobody_signs_up_alone(client: Client, db: None) -> None:
    sent = {"email": "eve@example.test", "password1": PASSWORD, "name": "Eve"}
    client.post(reverse("account_signup"), sent)
    assert not User.objects.exists()
    assert not is_signed_in(client)


def test_a_second_factor_is_asked_for_and_its_secret_is_encrypted(client: Client, dora: User) -> None:
    secret = pyotp.random_base32()
    data = {"secret": secrets.encrypt(secret)}
    Authenticator.objects.create(user=dora, type=Authenticator.Type.TOTP, data=data)
    sign_in(client)
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": pyotp.TOTP(secret).now()})
    assert is_signed_in(client)


def test_a_reset_link_from_the_console_lets_one_choose_a_password_once(client: Client, dora: User) -> None:
    link = users.reset_link("Dora@example.test")
    assert link.startswith("http://localhost:8321/accounts/password/reset/key/")
    form = client.get(urlsplit(link).path, follow=True)
    page = form.redirect_chain[-1][0]
    new = "another quay altogether"
    client.post(page, {"password1": new, "password2": new})
    dora.refresh_from_db()
    assert dora.check_password(new)
    again = Client(headers={"host": "localhost"})
    late = again.get(urlsplit(link).path, follow=True)
    assert late.redirect_chain == []
    again.post(urlsplit(link).path, {"password1": PASSWORD, "password2": PASSWORD})
    dora.refresh_from_db()
    assert dora.check_password(new)


def test_a_reset_for_nobody_is_said_at_the_console(db: None) -> None:
    with pytest.raises(NotFound, match=r"nobody@example\.test"):
        users.reset_link("nobody@example.test")


def test_a_reset_by_mail_goes_through_the_outbox_with_our_own_address(
    client: Client, dora: User, environment: Environment
) -> None:
    environment(smtp_url="smtp://127.0.0.1:2525")
    client.post(reverse("account_reset_password"), {"email": "dora@example.test"})
    row = Letter.objects.get()
    assert row.recipient == "dora@example.test"
    assert "http://localhost:8321/accounts/password/reset/key/" in secrets.decrypt(row.text)


def test_the_console_makes_a_person_once(ana: Access) -> None:
    users.create("dora@example.test", "Dora", workspace_slug="kajen", role=Role.VIEWER)
    assert EmailAddress.objects.get(email="dora@example.test").verified
    with pytest.raises(Conflict):
        users.create("dora@example.test", "Dora", workspace_slug="kajen", role=Role.VIEWER)
    with pytest.raises(NotFound):
        users.create("eve@example.test", "Eve", workspace_slug="elsewhere", role=Role.VIEWER)


def test_the_demos_person_has_no_password_to_guess(client: Client, db: None) -> None:
    setup.open_demo("Rosteriet Kajen", NewBrand("Rosteriet Kajen"))
    sign_in(client, "", setup.DEMO_EMAIL)
    assert not is_signed_in(client)


def test_the_sessions_cookie_is_kept_from_scripts_and_other_sites(client: Client, dora: User) -> None:
    sign_in(client)
    cookie = client.cookies[site.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
