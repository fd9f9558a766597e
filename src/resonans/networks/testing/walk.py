"""Steps that the rules share: publishing as the engine does it, reading to the end of a list."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from resonans.core import clock
from resonans.networks.contract import (
    Absent,
    Connector,
    Happening,
    NotYet,
    Outgoing,
    Page,
    Receipt,
    Ref,
    Saved,
    Session,
    Ticket,
    Unclear,
    Visible,
)
from resonans.networks.errors import NetworkError
from resonans.networks.testing.bench import Bench, Seen
from resonans.networks.testing.rule import ContractBroken

_STEPS = 60
_PAGES = 40
_LOOKS = 6


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery up to its receipt."""

    outgoing: Outgoing
    ticket: Ticket
    saved: Saved
    receipt: Receipt

    @property
    def ref(self) -> Ref:
        """The post."""
        return self.receipt.ref


def text() -> str:
    """A text that nobody else has written."""
    return f"Freshly roasted, batch {uuid.uuid4().hex[:12]}"


def ticket() -> Ticket:
    """A ticket as the engine makes it."""
    now = clock.now()
    return Ticket(str(uuid.uuid4()), now.replace(microsecond=now.microsecond // 1000 * 1000))


def stored(saved: Saved) -> Saved:
    """What comes back of `saved` from the database."""
    loaded: Saved = json.loads(json.dumps(dict(saved)))
    return loaded


def prepared(
    bench: Bench, outgoing: Outgoing, held: Ticket, saved: Saved | None = None, by: Connector | None = None
) -> Saved:
    """Prepare to the end, waiting as asked."""
    connector, kept = by or bench.connector, saved or {}
    for _ in range(_STEPS):
        step = connector.prepare(bench.session(), outgoing, held, kept)
        kept = stored(step.saved)
        if not isinstance(step, NotYet):
            return kept
        bench.wait(step.again_in_s)
    raise ContractBroken("prepare never comes to an end")


def sent(bench: Bench, outgoing: Outgoing | None = None, *, live: bool = True) -> Sent:
    """Publish, and wait until the post is live."""
    outgoing, held = outgoing or Outgoing(text()), ticket()
    saved = prepared(bench, outgoing, held)
    receipt = bench.connector.publish(bench.session(), outgoing, held, saved)
    done = Sent(outgoing, held, saved, receipt)
    if live:
        settled(bench, done)
    return done


def settled(bench: Bench, done: Sent) -> Receipt:
    """The receipt after the post had time to become live; the last one if it does not."""
    receipt = done.receipt
    for _ in range(_STEPS):
        if receipt.visible is not Visible.PENDING:
            break
        bench.wait(10)
        receipt = bench.connector.status(bench.session(), done.ref)
    return receipt


def attempted(bench: Bench, outgoing: Outgoing) -> tuple[Ticket, Saved, Callable[[], Receipt]]:
    """All before the one call; calling the last of the three makes it."""
    held = ticket()
    saved = prepared(bench, outgoing, held)
    session = bench.session()
    tried = replace(held, tried_at=clock.now())
    return tried, saved, lambda: bench.connector.publish(session, outgoing, held, saved)


def looked(
    bench: Bench, outgoing: Outgoing, tried: Ticket, saved: Saved, session: Session | None = None
) -> Receipt | Absent | Unclear:
    """Look as often as the engine would, until the answer is sure or all time is over."""
    answer: Receipt | Absent | Unclear = Unclear("")
    for _ in range(_LOOKS):
        answer = bench.connector.look(session or bench.session(), outgoing, tried, saved)
        if not isinstance(answer, Unclear):
            break
        bench.wait(bench.connector.declaration.looks_for_s / 3 + 1)
    return answer


def failure(call: Callable[[], object]) -> Exception | None:
    """What a call raises; None if it answers."""
    try:
        answer = call()
        if isinstance(answer, Iterator):
            next(answer)
    except Exception as error:
        return error
    return None


def refusal(call: Callable[[], object]) -> NetworkError | None:
    """What a call raises of `networks.errors`; other exceptions pass."""
    try:
        call()
    except NetworkError as error:
        return error
    return None


def named(bench: Bench, words: str) -> tuple[Seen, ...]:
    """The posts with this text that the network shows."""
    return tuple(seen for seen in bench.truth() if words in seen.text)


def to_the_end[T](page: Callable[[str], Page[T]]) -> tuple[T, ...]:
    """All items of a list; raises ContractBroken when the list does not end."""
    items: list[T] = []
    cursor = ""
    for _ in range(_PAGES):
        answer = page(cursor)
        items.extend(answer.items)
        cursor = answer.cursor
        if not cursor:
            return tuple(items)
    raise ContractBroken(f"the list did not end within {_PAGES} pages")


def first_pages[T](page: Callable[[str], Page[T]]) -> tuple[T, ...]:
    """The items of a list whose end is another rule's matter: up to five pages, each item once."""
    items: dict[str, T] = {}
    cursor = ""
    for _ in range(5):
        answer = page(cursor)
        items |= {repr(item): item for item in answer.items}
        cursor = answer.cursor
        if not cursor:
            break
    return tuple(items.values())


def reactions(bench: Bench, ref: Ref) -> tuple[Happening, ...]:
    """Who reacted to a post."""
    return first_pages(lambda cursor: bench.connector.reactions(bench.session(), ref, cursor=cursor))
