"""The sequence of changes."""

from datetime import datetime

from resonans.core import clock
from resonans.core.audit import announce
from resonans.core.changes import Tail
from resonans.core.models import Change
from resonans.core.types import Access


def test_every_change_is_given_once_in_order(ana: Access, noon: datetime) -> None:
    announce(ana, "account", "account:0")
    tail = Tail()
    assert tail.new() == ()
    for number in range(3):
        announce(ana, "delivery", f"delivery:{number}")
    new = tail.new()
    assert [change.subject for change in new] == ["delivery:0", "delivery:1", "delivery:2"]
    assert {(change.topic, change.workspace) for change in new} == {("delivery", ana.workspace)}
    assert tail.latest == new[-1].id
    assert tail.new() == ()
    clock.move(3600)
    assert tail.new() == ()
    announce(ana, "delivery", "delivery:3")
    assert [change.subject for change in tail.new()] == ["delivery:3"]


def test_a_change_whose_number_was_dealt_earlier_but_committed_later_is_not_missed(ana: Access) -> None:
    announce(ana, "account")
    tail = Tail()
    after = tail.latest
    Change.objects.create(id=after + 2, workspace=ana.workspace, topic="delivery", subject="quick")
    assert [change.subject for change in tail.new()] == ["quick"]
    Change.objects.create(id=after + 1, workspace=ana.workspace, topic="delivery", subject="slow")
    assert [change.subject for change in tail.new()] == ["slow"]
    assert tail.new() == ()
    assert tail.latest == after + 2
