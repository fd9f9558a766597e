"""What is asked of an account as a whole: its posts, its followers, what others did.

A list is read one page a step, and where it goes on is kept, so that a killed worker loses a page at most.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from resonans.core import audit, clock, work
from resonans.events import actions, ingest, schedule, setbacks, told
from resonans.events.models import Chore, WatchedPost
from resonans.events.sources import Place, place
from resonans.events.types import ChoreKind
from resonans.events.vocabulary import Event, Observation
from resonans.networks import actions as networks
from resonans.networks import sessions
from resonans.networks.contract import Page, RemotePost, Session, Verb
from resonans.networks.errors import NetworkError
from resonans.networks.types import Account

HISTORY = timedelta(days=90)
HISTORY_POSTS = 200
LEASE_S = 120.0

VERB_OF = {
    ChoreKind.HISTORY: Verb.POSTS,
    ChoreKind.POSTS: Verb.POSTS,
    ChoreKind.PROFILE: Verb.PROFILE,
    ChoreKind.NOTIFICATIONS: Verb.NOTIFICATIONS,
    ChoreKind.STREAM: Verb.STREAM,
}

_POSTS_EVERY = timedelta(minutes=15)
_PROFILE_EVERY = timedelta(hours=24)
_NOTIFICATIONS_EVERY = timedelta(minutes=3)
_NOTIFICATIONS_BESIDE_STREAM = timedelta(minutes=15)
_OVERLAP = timedelta(hours=1)
"""Read again at the seams: networks put things into a list late."""
_SETTLING = timedelta(minutes=10)
"""A post so young may be a delivery of ours whose answer is not in yet."""
_SETTLING_OURS = timedelta(hours=24)
"""The same, where the network shows that one of our tickets made it."""


def enrol(account: Account) -> None:
    """Make the chores of a newly connected account; those it has are left as they are."""
    now = clock.now()
    verbs = place(account).connector.declaration.verbs
    for kind, verb in VERB_OF.items():
        if verb not in verbs:
            continue
        waits_for_history = kind is ChoreKind.POSTS
        Chore.objects.get_or_create(
            account=account.id,
            kind=kind.value,
            defaults={
                "workspace_id": account.workspace,
                "network": account.network,
                "due_at": None if waits_for_history else now,
            },
        )


def run(account: Account, held: work.Claim) -> None:
    """Do one step of a claimed chore and let go of it."""
    chore = Chore.objects.get(pk=held.row)
    here = place(account)
    try:
        with sessions.use(account.id) as session:
            steps[ChoreKind(chore.kind)](here, session, chore, held)
    except NetworkError as error:
        back = setbacks.of(error, chore.failures)
        finished = {} if back.again_at is not None else {"done_at": clock.now()}
        work.release(
            Chore, held, due_at=back.again_at, failures=back.failures, reason=back.reason, **finished
        )
        if back.whole_account and back.again_at is not None:
            schedule.not_before(account.id, back.again_at)


def _history(here: Place, session: Session, chore: Chore, held: work.Claim) -> None:
    began = chore.began_at or clock.now()
    page = here.connector.posts(session, since=began - HISTORY, cursor=chore.cursor)
    with transaction.atomic():
        found = WatchedPost.objects.filter(account=here.account.id).count()
        _take_posts(here, page.items, limit=max(0, HISTORY_POSTS - found))
        found = WatchedPost.objects.filter(account=here.account.id).count()
        goes_on = bool(page.cursor) and found < HISTORY_POSTS
        if not goes_on:
            next_walk = Chore.objects.filter(account=here.account.id, kind=ChoreKind.POSTS.value)
            next_walk.update(since=began - _SETTLING_OURS, due_at=clock.now() + _POSTS_EVERY)
        _release(held, began, page, goes_on, again_at=None)


def _posts(here: Place, session: Session, chore: Chore, held: work.Claim) -> None:
    now = clock.now()
    began = chore.began_at or now
    since = (chore.since or now - HISTORY) - _OVERLAP - _SETTLING_OURS
    page = here.connector.posts(session, since=since, cursor=chore.cursor)
    with transaction.atomic():
        _take_posts(here, page.items, limit=None)
        _release(held, began, page, bool(page.cursor), again_at=now + _POSTS_EVERY)
    if not page.cursor:
        networks.collected(here.access, here.account.id, now)


def _profile(here: Place, session: Session, chore: Chore, held: work.Claim) -> None:
    shown = here.connector.profile(session)
    now = clock.now()
    with transaction.atomic():
        actions.record(here.access, [], ingest.profile(here.source, here.connector.declaration, shown, now))
        work.release(Chore, held, due_at=now + _PROFILE_EVERY, done_at=now, failures=0, reason="")


def _notifications(here: Place, session: Session, chore: Chore, held: work.Claim) -> None:
    now = clock.now()
    began = chore.began_at or now
    since = (chore.since or began - HISTORY) - _OVERLAP
    page = here.connector.notifications(session, since=since, cursor=chore.cursor)
    streaming = Chore.objects.filter(
        account=here.account.id, kind=ChoreKind.STREAM.value, lease_until__gt=now
    ).exists()
    pause = _NOTIFICATIONS_BESIDE_STREAM if streaming else _NOTIFICATIONS_EVERY
    with transaction.atomic():
        take(here, ingest.happenings(here.source, page.items, now))
        _release(held, began, page, bool(page.cursor), again_at=now + pause)


def take(here: Place, events: Sequence[Event], observations: Sequence[Observation] = ()) -> int:
    """Record what is new of these, within the caller's transaction; how many events were."""
    fresh = told.new(events)
    actions.record(here.access, fresh, observations)
    if fresh or observations:
        audit.announce(here.access, "collected", str(here.account.id))
    return len(fresh)


def _take_posts(here: Place, found: Sequence[RemotePost], limit: int | None) -> None:
    """Watch the posts that are new and record them as posted elsewhere.

    Replies to others are talk, not posts, and are left to the inbox.
    """
    now = clock.now()
    settled = [each for each in found if each.reply_to is None and _is_settled(each, now)]
    for each in settled[:limit] if limit is not None else settled:
        new = schedule.watch(
            here.access,
            account=here.account.id,
            network=here.account.network,
            remote_id=each.ref.id,
            revision=each.ref.revision,
            url=each.ref.url,
            posted_at=each.created_at,
            elsewhere=True,
        )
        if new:
            take(here, ingest.posts(here.source, [each], now))


def _is_settled(post: RemotePost, now: datetime) -> bool:
    return now - post.created_at >= (_SETTLING_OURS if post.ours else _SETTLING)


def _release[T](
    held: work.Claim, began: datetime, page: Page[T], goes_on: bool, again_at: datetime | None
) -> None:
    """Keep where a list goes on, or that it has been read up to when its reading began."""
    if goes_on:
        work.release(
            Chore, held, cursor=page.cursor, began_at=began, due_at=clock.now(), failures=0, reason=""
        )
    else:
        work.release(
            Chore,
            held,
            cursor="",
            began_at=None,
            since=began,
            done_at=clock.now(),
            due_at=again_at,
            failures=0,
            reason="",
        )


steps = {
    ChoreKind.HISTORY: _history,
    ChoreKind.POSTS: _posts,
    ChoreKind.PROFILE: _profile,
    ChoreKind.NOTIFICATIONS: _notifications,
}
