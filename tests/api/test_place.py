"""The workspace and its brands."""

from uuid import uuid4

import pytest

from resonans.core.models import AuditEntry, Brand
from resonans.core.types import Access
from tests.api.conftest import Program


def test_an_owner_creates_reads_changes_and_deletes_a_brand(owner: Program, brand: Brand) -> None:
    made = owner.post("brands", {"name": "Te", "timezone": "Europe/Helsinki", "currency": "EUR"}).ok(201)
    assert owner.get(f"brands/{made['id']}").ok() == made
    changed = owner.patch(f"brands/{made['id']}", {"name": "Tehuset"}).ok()
    assert changed == made | {"name": "Tehuset"}
    assert owner.delete(f"brands/{made['id']}").ok(204) is None
    owner.get(f"brands/{made['id']}").problem(404, "not_found")
    actor = (
        AuditEntry.objects.values_list("actor", flat=True).filter(subject=f"brand:{made['id']}").distinct()
    )
    assert [each.startswith("token:") for each in actor] == [True]


def test_a_viewer_reads_brands_and_changes_none(viewer: Program, brand: Brand) -> None:
    assert [each["name"] for each in viewer.get("brands").ok()["items"]] == ["Rosteriet Kajen"]
    viewer.post("brands", {"name": "Te"}).problem(403, "not_allowed")
    viewer.patch(f"brands/{brand.pk}", {"name": "Te"}).problem(403, "not_allowed")
    viewer.delete(f"brands/{brand.pk}").problem(403, "not_allowed")
    viewer.patch("workspace", {"name": "Te"}).problem(403, "not_allowed")


def test_a_stranger_finds_nothing_of_another_workspace(stranger: Program, brand: Brand) -> None:
    assert stranger.get("brands").ok()["items"] == []
    stranger.get(f"brands/{brand.pk}").problem(404, "not_found")
    stranger.patch(f"brands/{brand.pk}", {"name": "Te"}).problem(404, "not_found")
    stranger.delete(f"brands/{brand.pk}").problem(404, "not_found")
    assert stranger.get("workspace").ok()["slug"] == "cafe-lund"


def test_brands_are_paged_without_gaps_or_repeats(owner: Program, ana: Access) -> None:
    for number in range(7):
        owner.post("brands", {"name": f"Brand {number}"}).ok(201)
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = owner.get(f"brands?limit=3&cursor={cursor}").ok()
        seen += [each["name"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == [f"Brand {number}" for number in range(7)]


@pytest.mark.parametrize(
    "change",
    [{"name": ""}, {"name": "x" * 121}, {"currency": "XXX"}, {"timezone": "local"}, {"language": "-"}],
)
def test_an_absurd_change_of_a_brand_is_refused(owner: Program, brand: Brand, change: dict[str, str]) -> None:
    found = owner.patch(f"brands/{brand.pk}", change).problem(422, "invalid")
    assert [each["field"] for each in found["errors"]] == list(change)


def test_a_taken_name_and_the_last_brand_are_conflicts(owner: Program, brand: Brand) -> None:
    owner.delete(f"brands/{brand.pk}").problem(409, "conflict")
    owner.post("brands", {"name": brand.name}).problem(409, "name_taken")


def test_nobody_finds_what_never_was(owner: Program) -> None:
    owner.get(f"brands/{uuid4()}").problem(404, "not_found")


def test_an_owner_renames_the_workspace(owner: Program) -> None:
    renamed = owner.patch("workspace", {"name": "Kajen"}).ok()
    assert (renamed["name"], renamed["slug"]) == ("Kajen", "kajen")
    assert owner.get("workspace").ok() == renamed
