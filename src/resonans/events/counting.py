"""Reading the numbers of posts, many in one call, and who stands behind them when they have moved."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from resonans.core import clock, work
from resonans.events import ingest, schedule, setbacks
from resonans.events.chores import take
from resonans.events.models import WatchedPost
from resonans.events.sources import Place, place
from resonans.events.vocabulary import Event, Observation
from resonans.networks import actions as networks
from resonans.networks import sessions
from resonans.networks.contract import Counts, Happening, MetricField, Ref, Session, Verb
from resonans.networks.errors import Gone, NetworkError, Retry
from resonans.networks.types import Account

LEASE_S = 300.0
AT_ONCE = 20
"""Posts in one step."""
_PAGES = 5
"""Of the list of reactions, at most, in one step: the newest come first."""
_ENGAGEMENT = (MetricField.REACTIONS, MetricField.COMMENTS, MetricField.SHARES, MetricField.SAVES)


def run(account: Account, held: list[work.Claim]) -> None:
    """Read the numbers of the claimed posts of one account and let go of them."""
    here = place(account)
    posts = {post.pk: post for post in WatchedPost.objects.filter(pk__in=[claim.row for claim in held])}
    asked_of = [posts[claim.row] for claim in held]
    try:
        with sessions.use(account.id) as session:
            counted = here.connector.counts(session, tuple(map(_ref, asked_of)))
            moved = _moved(here, session, list(zip(asked_of, counted, strict=True)))
    except NetworkError as error:
        _set_back(account, held, posts[held[0].row].failures, error)
        return
    now = clock.now()
    with transaction.atomic():
        take(here, moved.events, _observations(here, asked_of, counted, now))
        for claim, each in zip(held, counted, strict=True):
            _release(claim, posts[claim.row], each, now, asked=claim.row in moved.asked)
    if not WatchedPost.objects.filter(account=account.id, due_at__lte=now).exists():
        networks.collected(here.access, account.id, now)


class _Moved:
    """Who did what, of the posts whose numbers have moved; and which posts could be asked about."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.asked: set[object] = set()


def _moved(here: Place, session: Session, counted: list[tuple[WatchedPost, Counts]]) -> _Moved:
    """Ask who reacted where numbers have moved; what an exhausted budget leaves is asked the next time."""
    found = _Moved()
    for post, counts in counted:
        if counts.deleted or _engagement(counts) == post.engagement:
            continue
        try:
            told = list(_who(here, session, _ref(post)))
        except Gone:
            continue
        except Retry:
            break
        found.events += ingest.happenings(here.source, told, clock.now())
        found.asked.add(post.pk)
    return found


def _who(here: Place, session: Session, ref: Ref) -> Iterator[Happening]:
    verbs = here.connector.declaration.verbs
    if Verb.THREAD in verbs:
        yield from here.connector.thread(session, ref)
    if Verb.REACTIONS in verbs:
        cursor = ""
        for _ in range(_PAGES):
            page = here.connector.reactions(session, ref, cursor=cursor)
            yield from page.items
            cursor = page.cursor
            if not cursor:
                return


def _observations(
    here: Place, posts: list[WatchedPost], counted: tuple[Counts, ...], now: datetime
) -> list[Observation]:
    declaration = here.connector.declaration
    first = [post for post in posts if post.first_counted_at is None]
    seen = ingest.counts(here.source, declaration, counted, now)
    for post in first:
        seen += ingest.not_offered(here.source, declaration, post.remote_id, now)
    return seen


def _release(claim: work.Claim, post: WatchedPost, counts: Counts, now: datetime, *, asked: bool) -> None:
    quiet = asked or _engagement(counts) == post.engagement
    work.release(
        WatchedPost,
        claim,
        due_at=None if counts.deleted else schedule.next_count(post.posted_at, now),
        deleted_at=now if counts.deleted else None,
        first_counted_at=post.first_counted_at or now,
        last_counted_at=now,
        failures=0,
        engagement=_engagement(counts) if quiet else post.engagement,
    )


def _set_back(account: Account, held: list[work.Claim], failures: int, error: NetworkError) -> None:
    back = setbacks.of(error, failures)
    for claim in held:
        work.release(WatchedPost, claim, due_at=back.again_at, failures=back.failures)
    if back.whole_account and back.again_at is not None:
        schedule.not_before(account.id, back.again_at)


def _engagement(counts: Counts) -> str:
    """The numbers behind which persons stand, as comparable text; "-" before any reading shows any."""
    return ",".join(str(counts.values.get(name, "-")) for name in _ENGAGEMENT)


def _ref(post: WatchedPost) -> Ref:
    return Ref(post.remote_id, post.revision, post.url)
