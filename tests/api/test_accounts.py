"""Accounts and metrics."""

import pytest

from resonans.core.models import Brand
from resonans.core.types import Access
from resonans.networks.types import Account
from tests.api.conftest import Program
from tests.publishing.pier import Pier


def test_an_owner_connects_assigns_checks_and_disconnects(owner: Program, brand: Brand, pier: Pier) -> None:
    assert "pier" in {each["name"] for each in owner.get("networks").ok()["items"]}
    connect = {"brand": str(brand.pk), "network": "pier", "form": {"handle": "kajen"}}
    made = owner.post("accounts", connect).ok(201)
    assert (made["handle"], made["health"]) == ("kajen", "connected")
    assert "credentials" not in made
    assert owner.get("accounts").ok()["items"] == [owner.get(f"accounts/{made['id']}").ok()]
    other = owner.post("brands", {"name": "Te"}).ok(201)
    assert owner.patch(f"accounts/{made['id']}", {"brand": other["id"]}).ok()["brand"] == other["id"]
    assert owner.get(f"accounts?brand={brand.pk}").ok()["items"] == []
    owner.post(f"accounts/{made['id']}/check").ok()
    assert owner.delete(f"accounts/{made['id']}").ok()["health"] == "disconnected"
    assert owner.get("accounts").ok()["items"] == []
    assert len(owner.get("accounts?with_disconnected=true").ok()["items"]) == 1


def test_an_editor_reads_accounts_and_changes_none(editor: Program, kajen: Account, brand: Brand) -> None:
    assert [each["handle"] for each in editor.get("accounts").ok()["items"]] == ["kajen"]
    connect = {"brand": str(brand.pk), "network": "pier", "form": {"handle": "x"}}
    editor.post("accounts", connect).problem(403, "not_allowed")
    editor.patch(f"accounts/{kajen.id}", {"brand": str(brand.pk)}).problem(403, "not_allowed")
    editor.post(f"accounts/{kajen.id}/check").problem(403, "not_allowed")
    editor.delete(f"accounts/{kajen.id}").problem(403, "not_allowed")
    editor.post("accounts/finish", {"state": "x"}).problem(403, "not_allowed")


def test_a_stranger_finds_no_account(stranger: Program, kajen: Account, brand: Brand) -> None:
    assert stranger.get("accounts").ok()["items"] == []
    stranger.get(f"accounts/{kajen.id}").problem(404, "not_found")
    stranger.patch(f"accounts/{kajen.id}", {"brand": str(brand.pk)}).problem(404, "not_found")
    stranger.post(f"accounts/{kajen.id}/check").problem(404, "not_found")
    stranger.delete(f"accounts/{kajen.id}").problem(404, "not_found")
    connect = {"brand": str(brand.pk), "network": "pier", "form": {"handle": "x"}}
    stranger.post("accounts", connect).problem(404, "not_found")


def test_what_is_missing_or_unknown_is_said(owner: Program, brand: Brand, pier: Pier) -> None:
    base = {"brand": str(brand.pk), "network": "pier"}
    found = owner.post("accounts", base).problem(422, "invalid")
    assert [each["field"] for each in found["errors"]] == ["handle"]
    owner.post("accounts", base | {"network": "myspace"}).problem(404, "not_found")
    elsewhere = base | {"form": {"handle": "x"}, "return_to": "https://evil.example/"}
    owner.post("accounts", elsewhere).problem(422, "invalid")
    assert owner.post("accounts/finish", {"state": "made up"}).status in {404, 409, 422}


def window(brand: Brand, **more: str) -> str:
    asked = {"brand": str(brand.pk), "first_on": "2026-11-01", "last_on": "2026-11-20", **more}
    return "&".join(f"{name}={value}" for name, value in asked.items())


def test_metrics_are_listed_with_their_meaning(viewer: Program) -> None:
    listed = viewer.get("metrics").ok()["items"]
    assert {"followers", "delivery_success"} & {each["id"] for each in listed}
    assert all(each["question"] and each["formula"] for each in listed)


@pytest.mark.parametrize("path", ["values", "days", "posts"])
def test_without_data_a_metric_is_unknown_not_zero(
    viewer: Program, brand: Brand, kajen: Account, path: str
) -> None:
    found = viewer.get(f"metrics/{path}?{window(brand)}&metric=engagements").ok()
    if path == "values":
        (value,) = found["items"]
        assert (value["value"], value["status"]) == (None, "no_data")
        assert value["window"]["timezone"] == "Europe/Stockholm"
    elif path == "days":
        assert len(found["items"]["engagements"]) == 20
    else:
        assert found == {"items": [], "total": 0}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"metric": "happiness"}, "metric"),
        ({"metric": "engagements", "last_on": "2026-10-01"}, "first_on"),
        ({"metric": "engagements", "first_on": "2020-01-01"}, "first_on"),
        ({"metric": "engagements", "first_on": "0001-01-01", "last_on": "0001-01-02"}, "first_on"),
        ({"metric": "engagements", "as_known_at": "2026-11-10T00:00:00"}, "as_known_at"),
    ],
)
def test_an_absurd_question_is_refused(
    viewer: Program, brand: Brand, more: dict[str, str], field: str
) -> None:
    for path in ("values", "days", "posts"):
        found = viewer.get(f"metrics/{path}?{window(brand, **more)}").problem(422, "invalid")
        assert [each["field"] for each in found["errors"]] == [field]


def test_a_stranger_measures_nothing_of_another_workspace(stranger: Program, brand: Brand) -> None:
    for path in ("values", "days", "posts"):
        stranger.get(f"metrics/{path}?{window(brand)}&metric=engagements").problem(404, "not_found")


def test_an_owner_of_two_workspaces_gets_what_the_token_is_for(owner: Program, ana: Access) -> None:
    assert owner.get("workspace").ok()["id"] == str(ana.workspace)
