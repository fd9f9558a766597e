"""The way in: tokens, limits, unreadable words, idempotency keys."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from django.test import Client

from resonans.api import door
from resonans.core import actions, clock, idempotency, tokens
from resonans.core.budgets import Rate
from resonans.core.models import Brand, KeptAnswer, Member
from resonans.core.types import Access, Role
from tests.api.conftest import Answer, Program
from tests.core.together import together


def test_a_program_learns_who_it_is(owner: Program, ana: Access) -> None:
    me = owner.get("me").ok()
    assert me["workspace"]["slug"] == "kajen"
    assert (me["name"], me["role"], me["member"]) == ("Ana", "owner", str(ana.member))
    assert "schedule" in me["scopes"]


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer rsn_made-up", "Basic YW5hOnB3", "rsn_x", "Bearer \u00e5"],
)
def test_without_a_good_token_nothing_is_told(db: None, header: str | None) -> None:
    client = Client(headers={"host": "localhost"})
    headers = {} if header is None else {"Authorization": header}
    answer = Answer(client.get("/api/v1/brands", headers=headers))
    answer.problem(401, "not_signed_in")
    assert answer.response["WWW-Authenticate"].startswith("Bearer")


def test_a_session_opens_no_door(ana: Access) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(Member.objects.get(user__name="Ana").user)
    Answer(client.get("/api/v1/me")).problem(401, "not_signed_in")
    Answer(client.post("/api/v1/brands", "{}", content_type="application/json")).problem(401, "not_signed_in")


def test_a_revoked_token_is_shut_out_at_once(ana: Access) -> None:
    made = tokens.create(ana, "x", ["read"])
    program = Program(made.secret)
    program.get("me").ok()
    tokens.revoke(ana, made.token.id)
    program.get("me").problem(401, "not_signed_in")


def test_a_demoted_members_token_is_demoted_with_them(
    ana: Access, ben: Access, editor: Program, brand: Brand
) -> None:
    editor.post("posts", {"brand": str(brand.pk), "text": "Hello"}).ok(201)
    assert ben.member is not None
    actions.change_role(ana, ben.member, Role.VIEWER)
    found = editor.post("posts", {"brand": str(brand.pk), "text": "Hello"}).problem(403, "not_allowed")
    assert "agent" in found["detail"]


def test_a_scope_that_is_missing_is_named(narrow: Callable[..., Program], brand: Brand) -> None:
    found = narrow("read").post("brands", {"name": "New"}).problem(403, "not_allowed")
    assert "manage_brands" in found["detail"]


def test_who_asks_too_often_is_told_when_to_come_back(
    owner: Program, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "CALLS", Rate(3, 60.0))
    for _ in range(3):
        owner.get("me").ok()
    answer = owner.get("me")
    answer.problem(429, "too_many")
    assert answer.response["Retry-After"] == "20"
    clock.move(20)
    owner.get("me").ok()


@pytest.mark.parametrize(
    "path", ["", "nowhere", "brands/", "brands/x", "posts/1/schedule", "../admin", "posts/%0A"]
)
def test_an_address_that_is_none_is_a_problem_too(owner: Program, path: str) -> None:
    owner.get(path).problem(404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_that_is_none_names_those_that_are(owner: Program, method: str) -> None:
    answer = owner.call(method, "brands")
    answer.problem(405, "method_not_allowed")
    assert set(answer.response["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "unreadable"),
        (b"\xff\xfe", 400, "unreadable"),
        (b'{"name": NaN}', 400, "unreadable"),
        (b"[" * 100_000, 400, "unreadable"),
        (b'{"name": "a\\u0000b"}', 422, "unreadable_text"),
        (b'{"name": "a\\ud800b"}', 422, "unreadable_text"),
        (b'{"a\\u0000": 1}', 422, "unreadable_text"),
        (b"[]", 422, "malformed"),
        (b"null", 422, "malformed"),
        (b"{}", 422, "malformed"),
        (b'{"name": 1}', 422, "malformed"),
        (b'{"name": "x", "owner": "me"}', 422, "malformed"),
        (b'{"name": "' + b"x" * 3_000_000 + b'"}', 413, "too_big"),
    ],
)
def test_an_absurd_body_is_refused_in_words(owner: Program, body: bytes, status: int, code: str) -> None:
    headers = {"Authorization": f"Bearer {owner.secret}"}
    for more in ({}, {"Idempotency-Key": "k"}):
        sent = owner.client.post(
            "/api/v1/brands", body, content_type="application/json", headers=headers | more
        )
        Answer(sent).problem(status, code)
    assert not Brand.objects.exists()


def test_a_field_that_must_change_is_named(owner: Program) -> None:
    found = owner.post("brands", {"name": "x", "timezone": "Mars/Base", "currency": 3}).problem(
        422, "malformed"
    )
    assert [each["field"] for each in found["errors"]] == ["currency"]
    found = owner.post("brands", {"name": "x", "timezone": "Mars/Base"}).problem(422, "invalid")
    assert [each["field"] for each in found["errors"]] == ["timezone"]


def test_unreadable_query_values_are_refused(owner: Program) -> None:
    owner.get("posts?search=%00").problem(422, "unreadable_text")
    owner.get("brands?cursor=%00").problem(422, "unreadable_text")
    owner.get("brands?cursor=elsewhere").problem(422, "invalid")
    owner.get("brands?limit=0").problem(422, "malformed")
    owner.get("brands?limit=101").problem(422, "malformed")


def test_the_same_key_and_body_create_once(owner: Program) -> None:
    first = owner.post("brands", {"name": "Kaffe"}, Idempotency_Key="k1")
    again = owner.post("brands", {"name": "Kaffe"}, Idempotency_Key="k1")
    assert again.ok(201) == first.ok(201)
    assert again.response["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first.response
    assert Brand.objects.count() == 1


def test_the_same_key_with_another_body_or_address_is_refused(owner: Program) -> None:
    owner.post("brands", {"name": "Kaffe"}, Idempotency_Key="k1").ok(201)
    owner.post("brands", {"name": "Te"}, Idempotency_Key="k1").problem(422, "idempotency_key_reused")
    owner.patch("workspace", {"name": "Kaffe"}, Idempotency_Key="k1").problem(422, "idempotency_key_reused")
    assert Brand.objects.count() == 1


def test_a_key_lasts_a_day(owner: Program, noon: datetime) -> None:
    owner.post("brands", {"name": "Kaffe"}, Idempotency_Key="k1").ok(201)
    clock.move(24 * 3600 - 1)
    owner.post("brands", {"name": "Kaffe"}, Idempotency_Key="k1").ok(201)
    clock.move(1)
    owner.post("brands", {"name": "Te"}, Idempotency_Key="k1").ok(201)
    assert Brand.objects.count() == 2


def test_a_refusal_is_answered_again_too(owner: Program) -> None:
    first = owner.post("brands", {"name": ""}, Idempotency_Key="k1")
    first.problem(422, "invalid")
    again = owner.post("brands", {"name": ""}, Idempotency_Key="k1")
    assert again.problem(422, "invalid") == first.json
    assert again.response["Idempotent-Replay"] == "true"


def test_a_key_is_free_after_a_refusal_that_may_pass(
    owner: Program, ana: Access, ben: Access, editor: Program, brand: Brand
) -> None:
    assert ben.member is not None
    actions.change_role(ana, ben.member, Role.VIEWER)
    editor.post("posts", {"brand": str(brand.pk)}, Idempotency_Key="k1").problem(403, "not_allowed")
    actions.change_role(ana, ben.member, Role.EDITOR)
    editor.post("posts", {"brand": str(brand.pk)}, Idempotency_Key="k1").ok(201)


def test_while_the_first_runs_the_second_is_told_to_wait(
    owner: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.post("brands", {"name": "Kaffe"}, Idempotency_Key="k1").ok(201)
    KeptAnswer.objects.update(status=None)
    answer = owner.post("brands", {"name": "Kaffe"}, Idempotency_Key="k1")
    answer.problem(409, "idempotency_key_running")
    assert answer.response["Retry-After"] == "1"


@pytest.mark.django_db(transaction=True)
def test_equal_writes_at_once_are_carried_out_once(owner: Program) -> None:
    for number in range(3):
        send = partial(owner.post, "brands", {"name": f"Kaffe {number}"}, Idempotency_Key=f"k{number}")
        statuses = sorted(each.status for each in together(*[send] * 4) if isinstance(each, Answer))
        assert statuses[0] == 201
        assert set(statuses) <= {201, 409}
        assert Brand.objects.filter(name=f"Kaffe {number}").count() == 1


def test_a_write_that_fails_half_way_keeps_neither_row_nor_key(
    owner: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the process dies here")

    with monkeypatch.context() as broken:
        broken.setattr(idempotency, "keep", fail)
        with pytest.raises(RuntimeError):
            owner.post("brands", {"name": "Kaffe"}, Idempotency_Key="k1")
    assert not Brand.objects.exists()
    owner.post("brands", {"name": "Kaffe"}, Idempotency_Key="k1").ok(201)


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_malformed_key_is_refused(owner: Program, key: str) -> None:
    owner.post("brands", {"name": "Kaffe"}, Idempotency_Key=key).problem(422, "idempotency_key_malformed")


def test_a_key_without_a_token_is_not_even_looked_at(db: None) -> None:
    client = Client(headers={"host": "localhost"})
    sent = client.post(
        "/api/v1/brands", "{}", content_type="application/json", headers={"Idempotency-Key": "k"}
    )
    Answer(sent).problem(401, "not_signed_in")
    assert not KeptAnswer.objects.exists()


def test_answers_are_not_kept_by_caches(owner: Program) -> None:
    assert "no-store" in owner.get("brands").response["Cache-Control"]


def test_the_description_is_open_and_names_every_problem(db: None) -> None:
    client = Client(headers={"host": "localhost"})
    schema = json.loads(client.get("/api/v1/openapi.json").content)
    assert schema["openapi"].startswith("3.")
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert "application/problem+json" in operation["responses"]["default"]["content"], path
            assert operation["security"] == [{"Bearer": []}]
            names = {each["name"] for each in operation.get("parameters", [])}
            assert ("Idempotency-Key" in names) == (method != "get"), (method, path)


def test_the_documentation_page_needs_no_script_and_no_foreign_address(db: None) -> None:
    page = Client(headers={"host": "localhost"}).get("/api/v1/docs").content.decode()
    assert "<script" not in page
    assert "create_brand" in page
    assert "https://" not in page
