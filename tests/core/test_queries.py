"""Who did what, and the workspace's own key for pseudonyms."""

import pytest

from resonans.core import access as accesses
from resonans.core import actions, clock, queries, tokens
from resonans.core.audit import record
from resonans.core.errors import Invalid, NotFound
from resonans.core.models import Brand, Workspace
from resonans.core.permissions import Permission
from resonans.core.types import Access, Role


def test_the_audit_names_who_did_it(ana: Access, ben: Access, workspace: Workspace) -> None:
    token = tokens.create(ana, "Nightly", list(Permission))
    for access in (ben, accesses.for_token(token.secret), accesses.for_worker(workspace.pk)):
        record(access, "post.schedule", "post:1", {"accounts": 2})
    lines = queries.audit(ana, subject="post:1").items
    assert [line.actor_name for line in lines] == ["", "Nightly (Ana)", "Ben"]
    assert {line.verb for line in lines} == {"post.schedule"}
    assert lines[0].detail == {"accounts": 2}


def test_the_audit_is_paged_without_gaps_or_repeats(ana: Access, noon: object) -> None:
    for number in range(25):
        record(ana, "post.edit", f"post:{number}")
        if number % 3 == 0:
            clock.move(1)
    seen, cursor = [], ""
    while True:
        page = queries.audit(ana, cursor=cursor, limit=10)
        assert len(page.items) <= 10
        seen += [line.subject for line in page.items]
        cursor = page.cursor
        if not cursor:
            break
    assert seen == [f"post:{number}" for number in reversed(range(25))]


def test_the_audit_is_filtered_by_verb_and_actor(ana: Access, ben: Access) -> None:
    record(ana, "post.edit", "post:1")
    record(ben, "post.schedule", "post:1")
    record(ben, "poster.print", "post:1")
    assert [line.verb for line in queries.audit(ana, verb="post").items] == ["post.schedule", "post.edit"]
    assert len(queries.audit(ana, actor=ben.actor).items) == 2


def test_a_cursor_that_we_did_not_give_is_refused(ana: Access) -> None:
    with pytest.raises(Invalid):
        queries.audit(ana, cursor="beyond")


def test_a_stranger_reads_nothing_of_another_workspace(ana: Access, cleo: Access, brand: Brand) -> None:
    actions.change_brand(ana, brand.pk, name="Kajen")
    assert queries.audit(cleo).items == ()
    assert queries.brands(cleo) == ()
    assert [each.name for each in queries.members(cleo)] == ["Cleo"]
    with pytest.raises(NotFound):
        accesses.for_member(queries.members(cleo)[0].user, "kajen")


def test_every_workspace_has_a_lasting_key_of_its_own(ana: Access, cleo: Access) -> None:
    keys = {queries.pseudonym_key(access) for access in (ana, ana, cleo)}
    assert len(keys) == 2
    assert {len(key) for key in keys} == {32}


def test_the_console_acts_as_the_first_owner(ana: Access, ben: Access, workspace: Workspace) -> None:
    assert accesses.for_console("kajen") == Access(workspace.pk, Role.OWNER, ana.member)
    with pytest.raises(NotFound, match="kajan"):
        accesses.for_console("kajan")
