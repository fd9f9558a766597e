"""Rules about what a connector tells of the account and its posts."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta

from resonans.core import clock
from resonans.networks.contract import Counts, MetricField, RemotePost, Verb
from resonans.networks.testing import walk
from resonans.networks.testing.bench import Act, Bench
from resonans.networks.testing.rule import Rule, demand, rule


def _counts(bench: Bench, *sent: walk.Sent) -> tuple[Counts, ...]:
    return bench.connector.counts(bench.session(), tuple(one.ref for one in sent))


def _since(bench: Bench, since: datetime) -> tuple[RemotePost, ...]:
    return walk.first_pages(lambda cursor: bench.connector.posts(bench.session(), since=since, cursor=cursor))


@rule(Verb.PROFILE)
def the_profile_tells_whose_account_it_is(bench: Bench) -> None:
    """The account that was connected, by the id under which it is kept."""
    profile = bench.connector.profile(bench.session())
    demand(profile.id == bench.session().remote_id, f"the profile is of {profile.id!r}")
    demand(profile.handle, "the profile has no handle")


@rule(Verb.PROFILE)
def followers_are_counted(bench: Bench) -> None:
    """The number moves when somebody follows."""
    if MetricField.FOLLOWERS not in bench.connector.declaration.account_metrics:
        return
    before = bench.connector.profile(bench.session()).followers
    demand(before is not None, "the number of followers is declared, but it is not told")
    if Act.FOLLOW in bench.acts:
        bench.act(Act.FOLLOW)
        bench.wait(5)
        after = bench.connector.profile(bench.session()).followers
        demand(after == (before or 0) + 1, f"one more follows: {before} became {after}")


@rule(Verb.PUBLISH, Verb.POSTS)
def own_posts_are_listed_newest_first_and_the_list_ends(bench: Bench) -> None:
    """Every post once."""
    since = clock.now() - timedelta(minutes=1)
    sent = []
    for _ in range(3):
        sent.append(walk.sent(bench))
        bench.wait(2)
    listed = walk.to_the_end(
        lambda cursor: bench.connector.posts(bench.session(), since=since, cursor=cursor)
    )
    ids = [post.ref.id for post in listed]
    demand(len(set(ids)) == len(ids), "a post is listed twice")
    ours = [one for one in ids if one in {done.ref.id for done in sent}]
    demand(ours == [done.ref.id for done in reversed(sent)], "the posts are not listed newest first")


@rule(Verb.PUBLISH, Verb.POSTS)
def older_posts_than_asked_for_are_left_out(bench: Bench) -> None:
    """`since` is obeyed."""
    old = walk.sent(bench)
    bench.wait(60)
    since = clock.now()
    bench.wait(60)
    new = walk.sent(bench)
    ids = {post.ref.id for post in _since(bench, since)}
    demand(new.ref.id in ids, "a post that is new enough is not listed")
    demand(old.ref.id not in ids, "a post that is older than asked for is listed")


@rule(Verb.PUBLISH, Verb.POSTS)
def a_listed_post_says_what_it_says(bench: Bench) -> None:
    """Its text as it was written, without the markup of the network."""
    done = walk.sent(bench)
    found = [post for post in _since(bench, clock.now() - timedelta(hours=1)) if post.ref.id == done.ref.id]
    if found:
        demand(found[0].text == done.outgoing.text, f"the text reads {found[0].text!r}")


@rule(Verb.PUBLISH, Verb.COUNTS)
def numbers_come_one_for_each_post_and_in_order(bench: Bench) -> None:
    """Whoever asks for two posts gets two answers, each with its own name."""
    first, second = walk.sent(bench), walk.sent(bench)
    told = [count.ref.id if count.ref else "" for count in _counts(bench, second, first)]
    demand(told == [second.ref.id, first.ref.id], f"asked for two posts, told of {told}")


@rule(Verb.PUBLISH, Verb.COUNTS)
def a_number_has_a_value_or_a_reason(bench: Bench) -> None:
    """What is declared is told or missing; what is not declared is never told, not even as zero."""
    declared = bench.connector.declaration.metrics
    for count in _counts(bench, walk.sent(bench)):
        for metric in MetricField:
            told, missing = metric in count.values, metric in count.missing
            if metric in declared:
                demand(told != missing, f"{metric} is declared: it needs a value or a reason")
            else:
                demand(not told, f"{metric} is not declared, yet it has a value")
        demand(all(value >= 0 for value in count.values.values()), "a number is below zero")


@rule(Verb.PUBLISH, Verb.COUNTS)
def numbers_follow_what_people_do(bench: Bench) -> None:
    """A like is one reaction more."""
    if MetricField.REACTIONS not in bench.connector.declaration.metrics or Act.LIKE not in bench.acts:
        return
    done = walk.sent(bench)
    bench.act(Act.LIKE, done.ref)
    bench.wait(5)
    for count in _counts(bench, done):
        value = count.values.get(MetricField.REACTIONS)
        demand(value == 1, f"one person liked the post; {value} are told")


@rule(Verb.PUBLISH, Verb.COUNTS, Verb.DELETE)
def a_deleted_post_has_no_numbers(bench: Bench) -> None:
    """It is told as deleted, and the others keep their numbers."""
    done, other = walk.sent(bench), walk.sent(bench)
    bench.connector.delete(bench.session(), done.ref)
    if walk.named(bench, done.outgoing.text):
        return
    counts = {count.ref.id: count for count in _counts(bench, done, other) if count.ref}
    gone, kept = counts.get(done.ref.id), counts.get(other.ref.id)
    demand(gone is not None and gone.deleted and not gone.values, f"a deleted post was told as {gone!r}")
    demand(kept is None or not kept.deleted, "a post that is there was told as deleted")


@rule(Verb.PUBLISH)
def times_are_aware_and_in_utc(bench: Bench) -> None:
    """Everywhere, so that nobody has to guess."""
    done = walk.sent(bench)
    if Act.COMMENT in bench.acts:
        bench.act(Act.COMMENT, done.ref, "What a smell")
    if Act.LIKE in bench.acts:
        bench.act(Act.LIKE, done.ref)
    bench.wait(5)
    for at in _times(_everything(bench, done)):
        demand(at.utcoffset() == timedelta(0), f"{at!r} is not an aware time in UTC")


def _everything(bench: Bench, done: walk.Sent) -> Iterable[object]:
    connector, since = bench.connector, clock.now() - timedelta(hours=1)
    verbs = connector.declaration.verbs
    if Verb.POSTS in verbs:
        yield connector.posts(bench.session(), since=since)
    if Verb.COUNTS in verbs:
        yield connector.counts(bench.session(), (done.ref,))
    if Verb.THREAD in verbs:
        yield connector.thread(bench.session(), done.ref)
    if Verb.REACTIONS in verbs:
        yield connector.reactions(bench.session(), done.ref)
    if Verb.NOTIFICATIONS in verbs:
        yield connector.notifications(bench.session(), since=since)


def _times(value: object) -> Iterable[datetime]:
    if isinstance(value, datetime):
        yield value
    elif is_dataclass(value):
        for part in fields(value):
            yield from _times(getattr(value, part.name))
    elif isinstance(value, Mapping):
        yield from _times(tuple(value.values()))
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes):
        for item in value:
            yield from _times(item)


RULES: tuple[Rule, ...] = (
    the_profile_tells_whose_account_it_is,
    followers_are_counted,
    own_posts_are_listed_newest_first_and_the_list_ends,
    older_posts_than_asked_for_are_left_out,
    a_listed_post_says_what_it_says,
    numbers_come_one_for_each_post_and_in_order,
    a_number_has_a_value_or_a_reason,
    numbers_follow_what_people_do,
    a_deleted_post_has_no_numbers,
    times_are_aware_and_in_utc,
)
