"""The way in: the one-time key, set-up, the demo and invitations."""

import pytest
from django.test import Client

from resonans.core import invitations, queries, setup
from resonans.core.models import Brand, Member, User
from resonans.core.types import Access, NewBrand, Role
from tests.web.conftest import SignIn

FORM = {
    "name": "Elin Berg",
    "email": "elin@example.test",
    "password": "a calm morning at the quay",
    "workspace": "Rosteriet Kajen",
    "timezone": "Europe/Stockholm",
    "language": "sv",
    "currency": "SEK",
}


@pytest.mark.django_db
def test_without_the_key_nobody_can_claim_the_place(client: Client) -> None:
    setup.ensure_setup_key()
    assert "one-time key" in client.get("/").content.decode()
    assert client.get("/?key=guessed").status_code == 403
    assert client.post("/setup/", FORM).status_code == 403
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_key_opens_set_up_and_makes_an_owner_with_workspace_and_brand(client: Client) -> None:
    key = setup.ensure_setup_key()
    assert client.get(f"/?key={key}")["Location"] == "/setup/"
    assert client.get("/setup/").status_code == 200
    client.post("/setup/", FORM)
    member = Member.objects.get()
    assert member.role == Role.OWNER
    assert Brand.objects.get().timezone == "Europe/Stockholm"
    assert client.get("/")["Location"] == "/w/rosteriet-kajen/"
    assert client.get("/w/rosteriet-kajen/").status_code == 200


@pytest.mark.django_db
def test_a_weak_password_is_refused_beside_its_field_and_the_key_stays_good(client: Client) -> None:
    key = setup.ensure_setup_key()
    client.get(f"/?key={key}")
    answer = client.post("/setup/", FORM | {"password": "kort"})
    assert answer.status_code == 422
    assert 'id="id_password_error"' in answer.content.decode()
    assert setup.opens(str(key))


@pytest.mark.django_db
def test_the_demo_opens_with_its_key_once(client: Client) -> None:
    setup.open_demo("Rosteriet Kajen", NewBrand("Rosteriet Kajen", "Europe/Stockholm", "SEK", "sv"))
    key = setup.ensure_setup_key(demo=True)
    assert "Open the demo" in client.get(f"/?key={key}").content.decode()
    client.post("/demo/", {"key": key})
    page = client.get("/", follow=True).content.decode()
    assert "Demo: the people, posts and numbers here are made up." in page
    assert Client().post("/demo/", {"key": key}).status_code == 403


def test_who_is_signed_in_goes_straight_to_the_only_workspace(
    signed_in: SignIn, ana: Access, brand: Brand
) -> None:
    assert signed_in(ana).get("/")["Location"] == "/w/kajen/"


def test_who_is_not_signed_in_goes_to_the_sign_in_page(client: Client, ana: Access) -> None:
    assert client.get("/")["Location"] == "/accounts/login/"


def test_an_invitation_makes_a_member(client: Client, ana: Access, brand: Brand) -> None:
    path = "/" + invitations.invite(ana, "dora@example.test", Role.AGENT).link.split("/", 3)[3]
    assert "Ana invited dora@example.test." in client.get(path).content.decode()
    client.post(path, {"name": "Dora", "password": "a calm morning at the quay"})
    assert [each.name for each in queries.members(ana)] == ["Ana", "Dora"]
    assert client.get("/")["Location"] == "/w/kajen/"
    assert client.get(path).status_code == 404


def test_a_person_who_is_signed_in_joins_as_themselves(
    signed_in: SignIn, ana: Access, cleo: Access, brand: Brand
) -> None:
    path = "/" + invitations.invite(ana, "cleo@example.test", Role.VIEWER).link.split("/", 3)[3]
    client = signed_in(cleo)
    assert "You are signed in as Cleo." in client.get(path).content.decode()
    assert client.post(path)["Location"] == "/w/kajen/"
    assert "Where to?" in client.get("/").content.decode()


def test_signing_in_with_the_password_works_and_a_wrong_one_is_told(client: Client, ana: Access) -> None:
    wrong = client.post("/accounts/login/", {"login": "ana@example.test", "password": "wrong"})
    assert wrong.status_code == 200
    assert "not correct" in wrong.content.decode()
    right = client.post(
        "/accounts/login/", {"login": "ana@example.test", "password": "correct horse battery"}
    )
    assert right["Location"] == "/"


def test_nobody_signs_up_alone(client: Client, ana: Access) -> None:
    assert "By invitation only" in client.get("/accounts/signup/").content.decode()


def test_without_mail_a_forgotten_password_is_reset_by_whoever_runs_it(client: Client, ana: Access) -> None:
    assert "resonans user reset" in client.get("/accounts/password/reset/").content.decode()
