"""Rules about networks that fail: lost answers, limits, dead credentials, nonsense."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from resonans.core import clock
from resonans.networks.contract import Absent, Outgoing, Receipt, Ref, Verb
from resonans.networks.errors import NetworkError, OutcomeUnknown, Reauthorize, Retry
from resonans.networks.testing import walk
from resonans.networks.testing.bench import BUSY_S, LOST, NONSENSE, Bench, Fault
from resonans.networks.testing.rule import Rule, demand, rule


def _readings(bench: Bench, ref: Ref) -> Iterator[tuple[Verb, Callable[[], object]]]:
    """A call of each declared verb that reads."""
    connector, since = bench.connector, clock.now() - timedelta(days=1)
    calls: dict[Verb, Callable[[], object]] = {
        Verb.PROFILE: lambda: connector.profile(bench.session()),
        Verb.POSTS: lambda: connector.posts(bench.session(), since=since),
        Verb.COUNTS: lambda: connector.counts(bench.session(), (ref,)),
        Verb.THREAD: lambda: connector.thread(bench.session(), ref),
        Verb.REACTIONS: lambda: connector.reactions(bench.session(), ref),
        Verb.NOTIFICATIONS: lambda: connector.notifications(bench.session(), since=since),
    }
    return ((verb, call) for verb, call in calls.items() if verb in connector.declaration.verbs)


def _published_under(bench: Bench, fault: Fault) -> tuple[Outgoing, Exception | None]:
    given = Outgoing(walk.text())
    _ticket, _saved, publish = walk.attempted(bench, given)
    bench.fault(fault)
    return given, walk.failure(publish)


@rule(Verb.PUBLISH)
def a_lost_answer_is_an_unknown_outcome(bench: Bench) -> None:
    """Whatever was sent and not understood may have taken effect."""
    for fault in (*LOST, *NONSENSE):
        error = _published_under(bench, fault)[1]
        demand(isinstance(error, OutcomeUnknown), f"publishing under {fault} gave {error!r}")


@rule(Verb.PUBLISH, Verb.LOOK)
def what_arrived_is_found(bench: Bench) -> None:
    """Reading back settles the doubt: the post is there, once, and its id is known."""
    walk.sent(bench)
    given = Outgoing(walk.text())
    tried, saved, publish = walk.attempted(bench, given)
    bench.fault(Fault.LOST_AFTER)
    walk.failure(publish)
    found = walk.looked(bench, given, tried, saved)
    if isinstance(found, Receipt):
        walk.settled(bench, walk.Sent(given, tried, saved, found))
    there = walk.named(bench, given.text)
    demand(len(there) == 1, f"the network shows {len(there)} posts after one lost answer")
    demand(isinstance(found, Receipt), f"the post is there, but looking gave {found!r}")
    named = found.ref.id if isinstance(found, Receipt) else ""
    demand(named == there[0].id, f"looking found {named!r}, the post is {there[0].id!r}")


@rule(Verb.PUBLISH, Verb.LOOK)
def what_never_arrived_is_not_found(bench: Bench) -> None:
    """Looking does not invent a post, and takes no earlier one for it."""
    walk.sent(bench)
    given = Outgoing(walk.text())
    tried, saved, publish = walk.attempted(bench, given)
    bench.fault(Fault.LOST_BEFORE)
    walk.failure(publish)
    found = walk.looked(bench, given, tried, saved)
    demand(not isinstance(found, Receipt), f"nothing arrived, but looking found {found!r}")


@rule(Verb.PUBLISH, Verb.LOOK)
def a_post_of_another_delivery_is_passed_by(bench: Bench) -> None:
    """Two deliveries with one text never count one post as both."""
    first = walk.sent(bench)
    given = first.outgoing
    tried, saved, publish = walk.attempted(bench, given)
    bench.fault(Fault.LOST_BEFORE)
    walk.failure(publish)
    session = replace(bench.session(), taken=lambda remote_id: remote_id == first.ref.id)
    found = walk.looked(bench, given, tried, saved, session)
    demand(not isinstance(found, Receipt), "a post that belongs to another delivery was taken for this one")


@rule(Verb.PUBLISH, Verb.LOOK)
def absence_is_not_declared_too_early(bench: Bench) -> None:
    """While the lost call may still take effect, nobody says that the post is not there."""
    declared = bench.connector.declaration
    given = Outgoing(walk.text())
    tried, saved, publish = walk.attempted(bench, given)
    bench.fault(Fault.LOST_BEFORE)
    walk.failure(publish)
    session = bench.session()
    if declared.same_key_publishes_once or bench.connector.repeats_safely(session, saved):
        return
    found = bench.connector.look(session, given, tried, saved)
    demand(not isinstance(found, Absent), f"absence was declared within {declared.looks_for_s:.0f} s")


@rule(Verb.PUBLISH)
def a_repeat_is_harmless_where_that_is_promised(bench: Bench) -> None:
    """Where a ticket may be sent again, the second time makes no second post."""
    given = Outgoing(walk.text())
    tried, saved, publish = walk.attempted(bench, given)
    first = publish()
    walk.settled(bench, walk.Sent(given, tried, saved, first))
    promised = bench.connector.declaration.same_key_publishes_once
    if not (promised or bench.connector.repeats_safely(bench.session(), saved)):
        return
    second = bench.connector.publish(bench.session(), given, tried, saved)
    walk.settled(bench, walk.Sent(given, tried, saved, second))
    demand(second.ref.id == first.ref.id, "the same ticket was answered with two posts")
    demand(len(walk.named(bench, given.text)) == 1, "the same ticket made two posts")


@rule(Verb.PUBLISH)
def a_busy_network_is_left_alone_for_as_long_as_it_asks(bench: Bench) -> None:
    """Retry-After is obeyed, and nothing was published."""
    given, error = _published_under(bench, Fault.BUSY)
    demand(isinstance(error, Retry) and error.limited, f"publishing under a limit gave {error!r}")
    wait_s = error.after_s if isinstance(error, Retry) else 0.0
    demand(wait_s == BUSY_S, f"the network asked for {BUSY_S} s; {wait_s} s were understood")
    demand(not walk.named(bench, given.text), "a post was published under a limit")


@rule(Verb.PUBLISH)
def a_busy_network_that_does_not_say_how_long_is_left_alone_too(bench: Bench) -> None:
    """Without Retry-After it is some seconds, never none."""
    error = _published_under(bench, Fault.BUSY_SILENT)[1]
    demand(isinstance(error, Retry) and error.limited, f"publishing under a limit gave {error!r}")
    wait_s = error.after_s if isinstance(error, Retry) else 0.0
    demand(wait_s >= 1, f"the network is busy, and would be asked again after {wait_s} s")


@rule(Verb.PUBLISH)
def an_unreachable_network_got_nothing(bench: Bench) -> None:
    """Where nothing was sent, the call may simply be made again."""
    error = _published_under(bench, Fault.UNREACHABLE)[1]
    demand(isinstance(error, Retry) and not error.limited, f"publishing to nobody gave {error!r}")


@rule(Verb.PUBLISH)
def dead_credentials_ask_for_a_person(bench: Bench) -> None:
    """A revoked account is to be connected again; nothing else helps."""
    ref = walk.sent(bench).ref
    given = Outgoing(walk.text())
    _ticket, _saved, publish = walk.attempted(bench, given)
    bench.fault(Fault.REVOKED)
    error = walk.failure(publish)
    demand(isinstance(error, Reauthorize), f"publishing with revoked credentials gave {error!r}")
    for verb, call in _readings(bench, ref):
        error = walk.failure(call)
        demand(isinstance(error, Reauthorize), f"{verb} with revoked credentials gave {error!r}")


@rule(Verb.PUBLISH)
def a_failing_network_is_not_an_empty_one(bench: Bench) -> None:
    """Reading from a server that fails is Retry, never an empty answer."""
    ref = walk.sent(bench).ref
    for verb, call in _readings(bench, ref):
        bench.fault(Fault.BROKEN)
        error = walk.failure(call)
        demand(isinstance(error, Retry) and not error.limited, f"{verb} from a failing server gave {error!r}")


@rule(Verb.PUBLISH)
def nonsense_is_not_an_answer(bench: Bench) -> None:
    """Pages, halves, emptiness and JSON of another shape end in `networks.errors`, and in nothing else."""
    ref = walk.sent(bench).ref
    for fault in NONSENSE:
        for verb, call in _readings(bench, ref):
            bench.fault(fault)
            error = walk.failure(call)
            demand(isinstance(error, NetworkError), f"{verb} under {fault} gave {error!r}")


@rule(Verb.PUBLISH)
def the_budget_is_asked_before_each_call(bench: Bench) -> None:
    """Where the account's allowance is used up, nothing is sent."""
    ref = walk.sent(bench).ref
    spent = _Spent()
    given, held = Outgoing(walk.text()), walk.ticket()
    saved = walk.prepared(bench, given, held)
    before = bench.calls()
    calls: list[tuple[str, Callable[[], object]]] = [
        ("publish", lambda: bench.connector.publish(bench.session(spent), given, held, saved)),
        ("counts", lambda: bench.connector.counts(bench.session(spent), (ref,))),
        ("profile", lambda: bench.connector.profile(bench.session(spent))),
    ]
    for name, call in calls:
        error = walk.failure(call)
        demand(isinstance(error, Retry) and error.limited, f"{name} without an allowance gave {error!r}")
    demand(bench.calls() == before, "calls were made without an allowance")


class _Spent:
    """A budget with nothing left."""

    def take(self, bucket: str, cost: int = 1) -> float:
        """Never."""
        return 9.0

    def learn(self, bucket: str, *, remaining: int, reset_s: float) -> None:
        """It stays spent."""


@rule(Verb.PUBLISH)
def secrets_stay_out_of_words(bench: Bench) -> None:
    """Neither errors nor what is printed of values shows a token or a password."""
    words = [repr(bench.session()), repr(bench.sign_in())]
    given = Outgoing(walk.text())
    _ticket, _saved, publish = walk.attempted(bench, given)
    bench.fault(Fault.LOST_AFTER)
    errors = [walk.failure(publish)]
    bench.fault(Fault.REVOKED)
    errors.append(walk.failure(publish))
    for error in errors:
        words.extend(_chain(error))
    for secret in bench.secrets():
        demand(all(secret not in text for text in words), "a secret stands in an error or in a printed value")


def _chain(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{error!r} {error} {error.args!r}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


RULES: tuple[Rule, ...] = (
    a_lost_answer_is_an_unknown_outcome,
    what_arrived_is_found,
    what_never_arrived_is_not_found,
    a_post_of_another_delivery_is_passed_by,
    absence_is_not_declared_too_early,
    a_repeat_is_harmless_where_that_is_promised,
    a_busy_network_is_left_alone_for_as_long_as_it_asks,
    a_busy_network_that_does_not_say_how_long_is_left_alone_too,
    an_unreachable_network_got_nothing,
    dead_credentials_ask_for_a_person,
    a_failing_network_is_not_an_empty_one,
    nonsense_is_not_an_answer,
    the_budget_is_asked_before_each_call,
    secrets_stay_out_of_words,
)
