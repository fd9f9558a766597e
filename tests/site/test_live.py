"""Live changes reach the members of their workspace, and nobody else."""

import asyncio
from collections.abc import Callable, Coroutine, MutableMapping
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from resonans.core import actions, audit
from resonans.core.models import Member
from resonans.core.types import Access
from resonans.site import live

pytestmark = pytest.mark.django_db(transaction=True)


class Reader:
    """A browser that has a page open."""

    def __init__(self, cookie: str = "", last_seen: str = "", slug: str = "kajen") -> None:
        headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode())]
        if last_seen:
            headers.append((b"last-event-id", last_seen.encode()))
        self.scope = {"type": "http", "headers": headers}
        self.slug = slug
        self.status = 0
        self.text = ""
        self._leave = asyncio.Event()
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Reader":
        self._task = asyncio.create_task(live.answer(self.scope, self._receive, self._send, self.slug))
        await self.hears(lambda: self.status != 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leave.set()
        assert self._task is not None
        await asyncio.wait_for(self._task, 10)

    async def _receive(self) -> MutableMapping[str, Any]:
        await self._leave.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        self.status = message.get("status", self.status)
        self.text += message.get("body", b"").decode()
        self._news.set()

    async def hears(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():
                await self._news.wait()
                self._news.clear()

    async def ended(self) -> None:
        assert self._task is not None
        await asyncio.wait_for(asyncio.shield(self._task), 20)


@pytest.fixture(autouse=True)
def own_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "hub", live.Hub())
    monkeypatch.setattr(live, "POLL_S", 0.02)


def run(walk: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        try:
            await walk()
        finally:
            await live.hub.close()

    asyncio.run(whole())


def session_of(access: Access) -> str:
    client = Client()
    assert access.member is not None
    client.force_login(Member.objects.get(pk=access.member).user)
    return client.session.session_key or ""


async def announce(access: Access, topic: str, subject: str) -> None:
    await live.hub.ask(lambda: audit.announce(access, topic, subject))


def test_a_member_hears_of_a_change(ana: Access) -> None:
    cookie = session_of(ana)

    async def walk() -> None:
        async with Reader(cookie) as reader:
            await announce(ana, "delivery", "0198")
            await reader.hears(lambda: "event: delivery\ndata: 0198\n\n" in reader.text)
            assert reader.status == 200

    run(walk)


def test_another_workspace_hears_nothing_of_it(ana: Access, cleo: Access) -> None:
    ours, theirs = session_of(ana), session_of(cleo)

    async def walk() -> None:
        async with Reader(ours) as here, Reader(theirs, slug="cafe-lund") as there:
            await announce(ana, "delivery", "0198")
            await announce(cleo, "account", "0199")
            await here.hears(lambda: "0198" in here.text)
            await there.hears(lambda: "0199" in there.text)
            assert "0199" not in here.text
            assert "0198" not in there.text

    run(walk)


@pytest.mark.parametrize("cookie", ["", "no-such-session"])
def test_whoever_is_not_signed_in_is_turned_away(ana: Access, cookie: str) -> None:
    async def walk() -> None:
        async with Reader(cookie) as reader:
            assert reader.status == 404
            await reader.ended()

    run(walk)


def test_a_stranger_is_turned_away(ana: Access, cleo: Access) -> None:
    cookie = session_of(cleo)

    async def walk() -> None:
        async with Reader(cookie) as reader:
            assert reader.status == 404

    run(walk)


def test_whoever_is_removed_hears_no_more(ana: Access, vera: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STILL_HERE_S", 0.05)
    cookie = session_of(vera)
    assert vera.member is not None
    member = vera.member

    async def walk() -> None:
        async with Reader(cookie) as reader:
            assert reader.status == 200
            await live.hub.ask(lambda: actions.remove_member(ana, member))
            await reader.ended()

    run(walk)


def test_whoever_comes_back_late_is_told_that_they_missed_something(ana: Access) -> None:
    cookie = session_of(ana)

    async def walk() -> None:
        async with Reader(cookie) as first:
            await announce(ana, "delivery", "0198")
            await first.hears(lambda: "0198" in first.text)
            async with Reader(cookie, last_seen="0") as late:
                await late.hears(lambda: "event: missed" in late.text)
            async with Reader(cookie, last_seen=str(live.hub.latest)) as punctual:
                await punctual.hears(lambda: "retry:" in punctual.text)
                assert "missed" not in punctual.text

    run(walk)


def test_a_stop_ends_every_stream(ana: Access) -> None:
    cookie = session_of(ana)

    async def walk() -> None:
        async with Reader(cookie) as reader:
            await live.hub.close()
            await reader.ended()

    run(walk)


def test_the_same_change_is_told_once_and_a_reader_who_lags_is_let_go(ana: Access) -> None:
    cookie = session_of(ana)

    async def walk() -> None:
        async with Reader(cookie) as reader:
            for _ in range(3):
                await announce(ana, "delivery", "0198")
            await announce(ana, "account", "last")
            await reader.hears(lambda: "last" in reader.text)
        assert reader.text.count("0198") <= 3
        stream = await live.hub.open(ana.workspace)
        from resonans.core.types import Change

        many = [Change(n, ana.workspace, "delivery", str(n)) for n in range(1, live.MOST_WAITING + 2)]
        live.hub.give([many[0], many[0]])
        assert stream.qsize() == 1
        live.hub.give(many)
        assert [stream.get_nowait() for _ in range(stream.qsize())][-1] is None

    run(walk)
