"""Rules about what a connector says of itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from resonans.core import clock
from resonans.networks.contract import LinkCard, MetricField, Outgoing, Poll, Ref, Verb
from resonans.networks.errors import NotSupported
from resonans.networks.testing import walk
from resonans.networks.testing.bench import Bench
from resonans.networks.testing.rule import Rule, demand, rule

_ACCOUNT_ONLY = {MetricField.FOLLOWERS, MetricField.FOLLOWING, MetricField.POSTS}
_SOMEWHERE = Ref("1", "1")


def _is_reason(text: str) -> bool:
    return len(text.split()) >= 3 and text.endswith(".")


@rule()
def every_verb_is_declared_or_absent_with_a_reason(bench: Bench) -> None:
    """Nothing is left unsaid, and nothing is said twice."""
    declared = bench.connector.declaration
    for verb in Verb:
        absence = declared.absences.get(verb)
        demand(
            (verb in declared.verbs) != (absence is not None),
            f"{verb} must be either declared or absent, and not both",
        )
        demand(absence is None or _is_reason(absence.reason), f"the absence of {verb} has no sentence")


@rule()
def every_number_is_declared_or_missing_with_a_reason(bench: Bench) -> None:
    """A number that the network lacks is known to be lacking."""
    declared = bench.connector.declaration
    for metric in MetricField:
        has = metric in declared.account_metrics if metric in _ACCOUNT_ONLY else metric in declared.metrics
        absence = declared.missing_metrics.get(metric)
        demand(has != (absence is not None), f"{metric} must be either declared or missing, and not both")
        demand(absence is None or _is_reason(absence.reason), f"the lack of {metric} has no sentence")


@rule()
def what_is_not_declared_is_not_supported(bench: Bench) -> None:
    """A verb that is absent says so, instead of doing a little of it."""
    for verb, call in _calls(bench).items():
        if verb in bench.connector.declaration.verbs:
            continue
        error = walk.failure(call)
        demand(isinstance(error, NotSupported), f"{verb} is not declared, yet it gave {error!r}")


@rule()
def limits_are_known_before_an_account_is(bench: Bench) -> None:
    """The defaults need no session, and they agree with the verbs."""
    declared = bench.connector.declaration
    limits = bench.connector.limits(None)
    demand(limits.source, "the limits do not name the page they were read on")
    demand(limits.text.maximum > 0, "the limits allow no text")
    for verb, offered in (
        (Verb.IMAGES, limits.media.images_maximum > 0),
        (Verb.VIDEO, limits.media.videos_maximum > 0),
        (Verb.POLL, limits.poll is not None),
    ):
        demand(offered == (verb in declared.verbs), f"limits and declaration disagree about {verb}")


@rule()
def limits_of_an_account_agree_with_its_verbs(bench: Bench) -> None:
    """What the server itself says is no wider than what is declared."""
    declared = bench.connector.declaration
    limits = bench.connector.limits(bench.session())
    demand(limits.text.maximum > 0, "the account's limits allow no text")
    demand(
        Verb.POLL in declared.verbs or limits.poll is None,
        "the account's limits offer polls, which are not declared",
    )
    demand(
        Verb.VIDEO in declared.verbs or not limits.media.videos_maximum,
        "the account's limits offer videos, which are not declared",
    )


def _calls(bench: Bench) -> dict[Verb, Callable[[], object]]:
    """One plausible call of every verb."""
    connector, since = bench.connector, clock.now() - timedelta(days=1)
    words, held = Outgoing(walk.text()), walk.ticket()

    def attached(**more: object) -> Callable[[], object]:
        outgoing = replace(words, **more)  # type: ignore[arg-type]  # each caller names fields of Outgoing
        return lambda: connector.prepare(bench.session(), outgoing, held, {})

    return {
        Verb.PUBLISH: lambda: connector.publish(bench.session(), words, held, {}),
        Verb.IMAGES: attached(media=(bench.image(),)),
        Verb.VIDEO: attached(media=(bench.video(),)),
        Verb.LINK_CARD: attached(link=LinkCard("https://kajen.example/")),
        Verb.POLL: attached(poll=Poll(("Light", "Dark"), 3600)),
        Verb.REPLY: attached(reply_to=_SOMEWHERE),
        Verb.QUOTE: attached(quote=_SOMEWHERE),
        Verb.DELETE: lambda: connector.delete(bench.session(), _SOMEWHERE),
        Verb.LOOK: lambda: connector.look(bench.session(), words, held, {}),
        Verb.PROFILE: lambda: connector.profile(bench.session()),
        Verb.POSTS: lambda: connector.posts(bench.session(), since=since),
        Verb.COUNTS: lambda: connector.counts(bench.session(), (_SOMEWHERE,)),
        Verb.THREAD: lambda: connector.thread(bench.session(), _SOMEWHERE),
        Verb.REACTIONS: lambda: connector.reactions(bench.session(), _SOMEWHERE),
        Verb.NOTIFICATIONS: lambda: connector.notifications(bench.session(), since=since),
        Verb.STREAM: lambda: connector.stream(bench.session()),
        Verb.REFRESH: lambda: connector.refresh(bench.session()),
    }


RULES: tuple[Rule, ...] = (
    every_verb_is_declared_or_absent_with_a_reason,
    every_number_is_declared_or_missing_with_a_reason,
    what_is_not_declared_is_not_supported,
    limits_are_known_before_an_account_is,
    limits_of_an_account_agree_with_its_verbs,
)
