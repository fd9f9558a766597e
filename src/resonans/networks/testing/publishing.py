"""Rules about making posts visible, and taking them away."""

from resonans.networks.contract import LinkCard, NotYet, Outgoing, Poll, Ref, Saved, Verb, Visible
from resonans.networks.errors import Gone, Rejected
from resonans.networks.testing import walk
from resonans.networks.testing.bench import Bench, Fault, Seen
from resonans.networks.testing.rule import ContractBroken, Rule, demand, rule
from resonans.networks.words import CODES

_STEPS = 60


def _only(bench: Bench, text: str) -> Seen:
    """The one post with this text."""
    found = walk.named(bench, text)
    demand(len(found) == 1, f"the network shows {len(found)} posts where one was published")
    return found[0]


@rule(Verb.PUBLISH)
def a_post_arrives_as_it_was_given(bench: Bench) -> None:
    """Text, language, visibility and warning reach the network; the receipt names the post."""
    limits = bench.connector.limits(bench.session())
    given = Outgoing(
        f"{walk.text()} – två sorter ☕\n\nTwo <kinds> & more 👩‍🌾",
        language="sv",
        visibility=limits.visibilities[0] if limits.visibilities else "",
        content_warning="Coffee" if limits.content_warning else "",
    )
    done = walk.sent(bench, given)
    seen = next((seen for seen in bench.truth() if seen.id == done.ref.id), None)
    if seen is None:
        raise ContractBroken(f"the receipt names {done.ref.id!r}, which the network does not show")
    demand(seen.text == given.text, f"the text became {seen.text!r}")
    demand(seen.visibility in {"", given.visibility}, f"the visibility became {seen.visibility!r}")
    demand(seen.content_warning == given.content_warning, "the content warning was lost")
    demand(seen.language in {"", "sv"}, f"the language became {seen.language!r}")


@rule(Verb.PUBLISH)
def preparing_shows_nothing(bench: Bench) -> None:
    """Until the one call, nobody can see that something is coming."""
    media = (bench.image(),) if Verb.IMAGES in bench.connector.declaration.verbs else ()
    before = len(bench.truth())
    walk.prepared(bench, Outgoing(walk.text(), media=media), walk.ticket())
    demand(len(bench.truth()) == before, "preparing made something visible")


@rule(Verb.PUBLISH)
def publishing_is_one_call(bench: Bench) -> None:
    """The dangerous call stands alone, so that a fault has one meaning."""
    _ticket, _saved, publish = walk.attempted(bench, Outgoing(walk.text()))
    before = bench.calls()
    publish()
    demand(bench.calls() - before == 1, f"publish made {bench.calls() - before} calls")


@rule(Verb.PUBLISH, Verb.IMAGES)
def every_step_can_be_repeated_and_resumed(bench: Bench) -> None:
    """A worker that was killed is followed by another one, which knows only what was saved."""
    given, held = Outgoing(walk.text(), media=(bench.image(), bench.image())), walk.ticket()
    kind = type(bench.connector)
    kept: Saved = {}
    for _ in range(_STEPS):
        kind().prepare(bench.session(), given, held, kept)
        step = kind().prepare(bench.session(), given, held, kept)
        kept = walk.stored(step.saved)
        if not isinstance(step, NotYet):
            break
        bench.wait(step.again_in_s)
    else:
        raise ContractBroken("prepare never comes to an end when its steps are repeated")
    receipt = kind().publish(bench.session(), given, held, kept)
    walk.settled(bench, walk.Sent(given, held, kept, receipt))
    demand(len(_only(bench, given.text).media) == 2, "the post does not have its two images")


@rule(Verb.PUBLISH)
def what_is_saved_is_plain_and_holds_no_secret(bench: Bench) -> None:
    """`saved` is kept in the clear."""
    media = (bench.image(),) if Verb.IMAGES in bench.connector.declaration.verbs else ()
    saved = walk.prepared(bench, Outgoing(walk.text(), media=media), walk.ticket())
    for name, value in saved.items():
        plain = value is None or isinstance(value, str | int | float | bool)
        demand(plain, f"saved[{name!r}] is not a plain value")
        leaked = isinstance(value, str) and any(secret in value for secret in bench.secrets())
        demand(not leaked, f"saved[{name!r}] holds a secret")


@rule(Verb.PUBLISH, Verb.IMAGES)
def images_arrive_with_their_descriptions(bench: Bench) -> None:
    """All of them, in order, and readable for those who cannot see them."""
    media = (bench.image(), bench.image())
    given = Outgoing(walk.text(), media=media)
    walk.sent(bench, given)
    seen = _only(bench, given.text)
    demand([one.kind for one in seen.media] == ["image", "image"], f"the post has {seen.media}")
    demand([one.alt for one in seen.media] == [one.alt for one in media], "descriptions were lost")


@rule(Verb.PUBLISH, Verb.VIDEO)
def videos_arrive_whole(bench: Bench) -> None:
    """Every byte of it."""
    video = bench.video()
    given = Outgoing(walk.text(), media=(video,))
    walk.sent(bench, given)
    seen = _only(bench, given.text)
    demand([one.kind for one in seen.media] == ["video"], f"the post has {seen.media}")
    whole = seen.media[0].bytes in {None, video.bytes}
    demand(whole, f"{seen.media[0].bytes} of {video.bytes} bytes arrived")


@rule(Verb.PUBLISH, Verb.REPLY)
def replies_stand_below_their_post(bench: Bench) -> None:
    """A reply to an own post, as a first comment is one."""
    post = walk.sent(bench)
    given = Outgoing(walk.text(), reply_to=post.ref, reply_root=post.ref)
    walk.sent(bench, given)
    demand(_only(bench, given.text).reply_to == post.ref.id, "the reply does not stand below its post")


@rule(Verb.PUBLISH)
def what_else_is_attached_arrives(bench: Bench) -> None:
    """Link cards, quotes and polls, where they are declared."""
    verbs = bench.connector.declaration.verbs
    if Verb.LINK_CARD in verbs:
        card = Outgoing(walk.text(), link=LinkCard("https://kajen.example/beans", "Beans", "All of them"))
        walk.sent(bench, card)
        demand(_only(bench, card.text).card == "https://kajen.example/beans", "the link card was lost")
    if Verb.QUOTE in verbs:
        quoted = walk.sent(bench).ref
        quote = Outgoing(walk.text(), quote=quoted)
        walk.sent(bench, quote)
        demand(_only(bench, quote.text).quote == quoted.id, "the quote was lost")
    if Verb.POLL in verbs:
        poll = Outgoing(walk.text(), poll=Poll(("Light roast", "Dark roast"), 86_400))
        walk.sent(bench, poll)
        demand(_only(bench, poll.text).poll == ("Light roast", "Dark roast"), "the poll was lost")


@rule(Verb.PUBLISH)
def what_is_over_the_limit_is_rejected_in_words(bench: Bench) -> None:
    """The author hears what to change; nothing is cut to fit."""
    maximum = bench.connector.limits(bench.session()).text.maximum
    words = walk.text()
    over = Outgoing(words + " " + "x" * (maximum - len(words)))
    held = walk.ticket()
    refused: Exception | None = None
    try:
        bench.connector.publish(bench.session(), over, held, walk.prepared(bench, over, held))
    except Rejected as error:
        refused = error
        demand(error.problem.code in CODES, f"no sentence for the problem {error.problem.code!r}")
    demand(refused is not None, "a text over the limit was not rejected")
    demand(not walk.named(bench, words), "a text over the limit was published")


@rule(Verb.PUBLISH)
def a_slow_post_becomes_live(bench: Bench) -> None:
    """A post that is shown later is pending until then, and its status says when it is live."""
    bench.fault(Fault.SLOW_TO_SHOW)
    done = walk.sent(bench, live=False)
    receipt = walk.settled(bench, done)
    demand(receipt.visible is Visible.LIVE, f"the post stays {receipt.visible}")
    demand(receipt.ref.id == done.ref.id, "the post changed its id when it became live")
    demand(walk.named(bench, done.outgoing.text), "the post is called live, but the network does not show it")


@rule(Verb.PUBLISH)
def what_a_post_costs_is_told(bench: Bench) -> None:
    """Where a post costs money, its receipt says how much."""
    declared = bench.connector.declaration
    receipt = walk.sent(bench).receipt
    if declared.post_cost_minor is not None:
        demand(receipt.cost_minor is not None, "the receipt does not say what the post cost")
        demand(receipt.cost_currency == declared.post_cost_currency, "the cost has no currency")


@rule(Verb.PUBLISH, Verb.DELETE)
def a_deleted_post_is_gone(bench: Bench) -> None:
    """Nobody sees it any more, and its status says so."""
    done = walk.sent(bench)
    bench.connector.delete(bench.session(), done.ref)
    demand(not walk.named(bench, done.outgoing.text), "the network still shows the deleted post")
    error = walk.failure(lambda: bench.connector.status(bench.session(), done.ref))
    demand(isinstance(error, Gone), f"the status of a deleted post gave {error!r}")


@rule(Verb.PUBLISH, Verb.DELETE)
def deleting_twice_is_no_error(bench: Bench) -> None:
    """Whoever was killed after deleting deletes again."""
    ref: Ref = walk.sent(bench).ref
    bench.connector.delete(bench.session(), ref)
    error = walk.failure(lambda: bench.connector.delete(bench.session(), ref))
    demand(error is None, f"deleting a deleted post raised {error!r}")


RULES: tuple[Rule, ...] = (
    a_post_arrives_as_it_was_given,
    preparing_shows_nothing,
    publishing_is_one_call,
    every_step_can_be_repeated_and_resumed,
    what_is_saved_is_plain_and_holds_no_secret,
    images_arrive_with_their_descriptions,
    videos_arrive_whole,
    replies_stand_below_their_post,
    what_else_is_attached_arrives,
    what_is_over_the_limit_is_rejected_in_words,
    a_slow_post_becomes_live,
    what_a_post_costs_is_told,
    a_deleted_post_is_gone,
    deleting_twice_is_no_error,
)
