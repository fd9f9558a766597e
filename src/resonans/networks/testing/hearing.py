"""Rules about what others do: comments, reactions, notifications and the stream."""

import queue
import threading
from contextlib import suppress
from datetime import datetime, timedelta

from resonans.core import clock
from resonans.networks.contract import Happening, HappeningKind, Verb
from resonans.networks.errors import Retry
from resonans.networks.testing import walk
from resonans.networks.testing.bench import Act, Bench, Fault
from resonans.networks.testing.rule import ContractBroken, Rule, demand, rule

_KINDS = {
    Act.LIKE: HappeningKind.REACTION,
    Act.COMMENT: HappeningKind.COMMENT,
    Act.SHARE: HappeningKind.SHARE,
    Act.FOLLOW: HappeningKind.FOLLOW,
    Act.MENTION: HappeningKind.MENTION,
}
_PATIENCE_S = 10.0


def _notified(bench: Bench, since: datetime) -> tuple[Happening, ...]:
    return walk.first_pages(
        lambda cursor: bench.connector.notifications(bench.session(), since=since, cursor=cursor)
    )


def _do(bench: Bench, act: Act, done: walk.Sent) -> None:
    bench.act(act, None if act in {Act.FOLLOW, Act.MENTION} else done.ref, f"{act}: what a smell")
    bench.wait(5)


@rule(Verb.PUBLISH, Verb.THREAD)
def comments_are_told_with_their_words_and_people(bench: Bench) -> None:
    """Who said what below which post."""
    done = walk.sent(bench)
    bench.act(Act.COMMENT, done.ref, "Is it fair trade?")
    bench.wait(5)
    told = bench.connector.thread(bench.session(), done.ref)
    demand(len(told) == 1, f"one comment was made; {len(told)} are told")
    demand(told[0].kind is HappeningKind.COMMENT, f"a comment is told as {told[0].kind}")
    demand("Is it fair trade?" in told[0].text, f"the comment reads {told[0].text!r}")
    demand("<" not in told[0].text, "the comment still has the network's markup")
    demand(told[0].person.id, "nobody knows who commented")
    demand(told[0].comment is not None, "the comment cannot be answered: it has no reference")
    demand(told[0].post is not None and told[0].post.id == done.ref.id, "the comment names another post")


@rule(Verb.PUBLISH, Verb.REACTIONS)
def reactions_are_told_with_their_people(bench: Bench) -> None:
    """Who liked and who shared, each once."""
    done = walk.sent(bench)
    acts = [act for act in (Act.LIKE, Act.SHARE) if act in bench.acts]
    for act in acts:
        bench.act(act, done.ref)
    bench.wait(5)
    told = walk.reactions(bench, done.ref)
    demand({one.kind for one in told} == {_KINDS[act] for act in acts}, f"told were {told}")
    demand(all(one.person.id for one in told), "nobody knows who reacted")
    demand(len({one.id for one in told}) == len(told), "two reactions have one id")


@rule(Verb.PUBLISH, Verb.NOTIFICATIONS)
def notifications_tell_what_others_did(bench: Bench) -> None:
    """Everything that people on this network can do to an account."""
    since = clock.now() - timedelta(minutes=1)
    done = walk.sent(bench)
    for act in sorted(bench.acts):
        _do(bench, act, done)
    told = {one.kind for one in _notified(bench, since)}
    for act in sorted(bench.acts):
        demand(_KINDS[act] in told, f"a {act} is not among the notifications")


@rule(Verb.PUBLISH, Verb.NOTIFICATIONS)
def older_notifications_than_asked_for_are_left_out(bench: Bench) -> None:
    """`since` is obeyed, and the newest comes first."""
    done = walk.sent(bench)
    _do(bench, Act.LIKE, done)
    bench.wait(60)
    since = clock.now()
    bench.wait(60)
    _do(bench, Act.COMMENT, done)
    kinds = [one.kind for one in _notified(bench, since)]
    demand(HappeningKind.REACTION not in kinds, "a notification that is older than asked for is told")
    everything = [one.kind for one in _notified(bench, since - timedelta(hours=1))]
    pair = [one for one in everything if one in {HappeningKind.COMMENT, HappeningKind.REACTION}]
    in_order = pair in ([HappeningKind.COMMENT, HappeningKind.REACTION], [HappeningKind.COMMENT], [])
    demand(in_order, "the notifications are not told newest first")


@rule(Verb.PUBLISH, Verb.NOTIFICATIONS)
def lists_of_happenings_end(bench: Bench) -> None:
    """Paging comes to an end and tells everything once."""
    since = clock.now() - timedelta(hours=1)
    done = walk.sent(bench)
    for act in (Act.LIKE, Act.COMMENT):
        _do(bench, act, done)
    told = walk.to_the_end(
        lambda cursor: bench.connector.notifications(bench.session(), since=since, cursor=cursor)
    )
    demand(len({one.id for one in told}) == len(told), "a notification is told twice")
    if Verb.REACTIONS in bench.connector.declaration.verbs:
        walk.to_the_end(lambda cursor: bench.connector.reactions(bench.session(), done.ref, cursor=cursor))


@rule(Verb.PUBLISH, Verb.NOTIFICATIONS)
def a_happening_has_one_id_everywhere(bench: Bench) -> None:
    """The same like or comment, heard twice, is one event."""
    verbs, since = bench.connector.declaration.verbs, clock.now() - timedelta(minutes=1)
    done = walk.sent(bench)
    _do(bench, Act.LIKE, done)
    _do(bench, Act.COMMENT, done)
    notified = {one.kind: one.id for one in _notified(bench, since)}
    if Verb.THREAD in verbs and HappeningKind.COMMENT in notified:
        told = {one.id for one in bench.connector.thread(bench.session(), done.ref)}
        demand(notified[HappeningKind.COMMENT] in told, "a comment has another id in the thread")
    if Verb.REACTIONS in verbs and HappeningKind.REACTION in notified:
        told = {one.id for one in walk.reactions(bench, done.ref)}
        demand(notified[HappeningKind.REACTION] in told, "a like has another id among the reactions")


class _Listener:
    """Drinks the stream in a thread of its own."""

    def __init__(self, bench: Bench) -> None:
        self.heard: queue.Queue[Happening | Exception | None] = queue.Queue()
        self._bench = bench
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        try:
            for happening in self._bench.connector.stream(self._bench.session()):
                self.heard.put(happening)
        except Exception as error:
            self.heard.put(error)
        else:
            self.heard.put(None)

    def wait_until_open(self) -> None:
        """Raises ContractBroken where the stream does not open."""
        gate = threading.Event()
        for _ in range(int(_PATIENCE_S / 0.02)):
            if self._bench.is_streaming():
                return
            gate.wait(0.02)
        raise ContractBroken(f"the stream does not open: {self._last()!r}")

    def next(self) -> Happening | Exception | None:
        """The next thing heard; an Exception or None where the stream ended."""
        try:
            return self.heard.get(timeout=_PATIENCE_S)
        except queue.Empty:
            raise ContractBroken("the stream tells nothing") from None

    def _last(self) -> Happening | Exception | None:
        with suppress(queue.Empty):
            return self.heard.get_nowait()
        return None

    def end(self) -> None:
        """Let the network end the stream, and the thread with it."""
        self._bench.fault(Fault.STREAM_CUT)
        self._thread.join(_PATIENCE_S)


@rule(Verb.PUBLISH, Verb.STREAM)
def the_stream_tells_as_it_happens(bench: Bench) -> None:
    """With the id that the notifications have for it."""
    since = clock.now() - timedelta(minutes=1)
    done = walk.sent(bench)
    listener = _Listener(bench)
    try:
        listener.wait_until_open()
        bench.act(Act.LIKE, done.ref)
        heard = listener.next()
    finally:
        listener.end()
    if not isinstance(heard, Happening):
        raise ContractBroken(f"the stream gave {heard!r}")
    demand(heard.kind is HappeningKind.REACTION, f"a like is streamed as {heard.kind}")
    if Verb.NOTIFICATIONS in bench.connector.declaration.verbs:
        bench.wait(5)
        notified = {one.id for one in _notified(bench, since) if one.kind is HappeningKind.REACTION}
        demand(not notified or heard.id in notified, "the stream has another id for it")


@rule(Verb.STREAM)
def a_stream_that_breaks_is_to_be_opened_again(bench: Bench) -> None:
    """It ends by Retry, never as if there were nothing more to hear."""
    listener = _Listener(bench)
    try:
        listener.wait_until_open()
    finally:
        listener.end()
    heard = listener.next()
    demand(isinstance(heard, Retry), f"a broken stream ended with {heard!r}")


RULES: tuple[Rule, ...] = (
    comments_are_told_with_their_words_and_people,
    reactions_are_told_with_their_people,
    notifications_tell_what_others_did,
    older_notifications_than_asked_for_are_left_out,
    lists_of_happenings_end,
    a_happening_has_one_id_everywhere,
    the_stream_tells_as_it_happens,
    a_stream_that_breaks_is_to_be_opened_again,
)
