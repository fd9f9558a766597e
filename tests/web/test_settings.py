"""Settings through the client: who may, who may not, and what the pages say."""

import pytest
from django.test import Client

from resonans.core import invitations, queries, tokens
from resonans.core.models import Brand
from resonans.core.permissions import Permission
from resonans.core.types import Access, Role
from tests.web.conftest import SignIn

PAGES = ("", "members/", "brands/", "tokens/", "history/")


@pytest.mark.parametrize("page", PAGES)
def test_an_owner_reads_every_page_of_settings(
    signed_in: SignIn, ana: Access, brand: Brand, page: str
) -> None:
    assert signed_in(ana).get(f"/w/kajen/settings/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_learns_nothing(signed_in: SignIn, cleo: Access, brand: Brand, page: str) -> None:
    assert signed_in(cleo).get(f"/w/kajen/settings/{page}").status_code == 404


def test_who_is_not_signed_in_is_led_to_the_sign_in_page_and_back(client: Client, brand: Brand) -> None:
    answer = client.get("/w/kajen/settings/members/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=%2Fw%2Fkajen%2Fsettings%2Fmembers%2F"


def test_a_viewer_sees_the_members_but_cannot_change_them(
    signed_in: SignIn, vera: Access, ana: Access, brand: Brand
) -> None:
    client = signed_in(vera)
    page = client.get("/w/kajen/settings/members/").content.decode()
    assert "Ana" in page
    assert "Invite somebody" not in page
    answer = client.post("/w/kajen/settings/members/", {"email": "x@example.test", "role": "owner"})
    assert answer.status_code == 403
    assert "needs the role" in answer.content.decode()


@pytest.mark.parametrize("page", ["tokens/", "history/", "brands/new/"])
def test_pages_of_owners_are_closed_to_editors(
    signed_in: SignIn, ben: Access, brand: Brand, page: str
) -> None:
    assert signed_in(ben).get(f"/w/kajen/settings/{page}").status_code == 403


def test_the_last_owner_cannot_leave_and_is_told_why(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    answer = signed_in(ana).post("/w/kajen/settings/members/leave/")
    assert answer.status_code == 422
    assert "owner" in answer.content.decode()
    assert queries.me(ana) in queries.members(ana)


def test_a_role_is_changed(signed_in: SignIn, ana: Access, ben: Access, brand: Brand) -> None:
    answer = signed_in(ana).post(
        f"/w/kajen/settings/members/{ben.member}/role/", {"role": "approver"}, follow=True
    )
    assert "Ben is now approver." in answer.content.decode()
    assert [each.role for each in queries.members(ana)] == [Role.OWNER, Role.APPROVER]


def test_a_member_is_removed(signed_in: SignIn, ana: Access, ben: Access, brand: Brand) -> None:
    answer = signed_in(ana).post(f"/w/kajen/settings/members/{ben.member}/remove/", follow=True)
    assert "Ben was removed." in answer.content.decode()
    assert [each.name for each in queries.members(ana)] == ["Ana"]


def test_inviting_a_member_again_is_refused_beside_the_field(
    signed_in: SignIn, ana: Access, ben: Access, brand: Brand
) -> None:
    answer = signed_in(ana).post(
        "/w/kajen/settings/members/", {"email": "ben@example.test", "role": "editor"}
    )
    assert answer.status_code == 422
    assert "is a member already" in answer.content.decode()


def test_an_invitation_is_taken_back(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    invited = invitations.invite(ana, "dora@example.test", Role.EDITOR)
    signed_in(ana).post(f"/w/kajen/settings/invitations/{invited.invitation.id}/", {"withdraw": "1"})
    assert invitations.pending(ana) == ()


def test_a_brand_is_added_and_changed(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    client = signed_in(ana)
    form = {"name": "Kajen Bar", "timezone": "Europe/Stockholm", "language": "sv", "currency": "SEK"}
    client.post("/w/kajen/settings/brands/new/", form)
    made = next(each for each in queries.brands(ana) if each.name == "Kajen Bar")
    client.post(f"/w/kajen/settings/brands/{made.id}/", form | {"timezone": "America/New_York"})
    assert queries.brand(ana, made.id).timezone == "America/New_York"


def test_a_brand_of_the_same_name_is_refused_in_words(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    form = {"name": brand.name, "timezone": "UTC", "language": "sv", "currency": "SEK"}
    answer = signed_in(ana).post("/w/kajen/settings/brands/new/", form)
    assert answer.status_code == 422


def test_the_last_brand_cannot_be_deleted(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    answer = signed_in(ana).post(f"/w/kajen/settings/brands/{brand.id}/delete/")
    assert answer.status_code == 422
    assert "keeps at least one brand" in answer.content.decode()


def test_a_tokens_secret_is_shown_once(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    client = signed_in(ana)
    page = client.post("/w/kajen/settings/tokens/", {"name": "Site", "days": "90", "scopes": ["read"]})
    (made,) = tokens.tokens(ana)
    assert made.scopes == {Permission.READ}
    assert f'value="{made.hint}' in page.content.decode()
    assert f'value="{made.hint}' not in client.get("/w/kajen/settings/tokens/").content.decode()


def test_a_revoked_token_is_named_so(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    token = tokens.create(ana, "Site", {"read"}).token
    page = signed_in(ana).post(f"/w/kajen/settings/tokens/{token.id}/revoke/", follow=True).content.decode()
    assert "Revoked" in page


def test_history_tells_who_did_what_and_pages_by_cursor(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    for number in range(51):
        tokens.create(ana, f"Token {number}", {"read"})
    client = signed_in(ana)
    page = client.get("/w/kajen/settings/history/?verb=token").content.decode()
    assert "made a token" in page
    assert "Token 50" in page
    assert "Older" in page
    assert "name: Token 0<" not in page


def test_the_theme_and_language_are_kept_on_the_person(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    client = signed_in(ana)
    client.post("/appearance/", {"theme": "dark", "next": "/w/kajen/"})
    client.post("/language/", {"language": "sv"})
    page = client.get("/w/kajen/settings/", headers={"accept-language": "en"}).content.decode()
    assert 'lang="sv" data-theme="dark"' in page


def test_a_form_leads_back_only_to_our_own_pages(signed_in: SignIn, ana: Access, brand: Brand) -> None:
    answer = signed_in(ana).post("/appearance/", {"theme": "dark", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
