"""The demo: the coffee roaster Rosteriet Kajen with a year behind it, on the simulated network."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from resonans.core import audit, clock, setup
from resonans.core import queries as core
from resonans.core.types import Access, NewBrand
from resonans.events import actions as events
from resonans.events import flush
from resonans.networks.types import Account

type Say = Callable[[str], None]

NAME = "Rosteriet Kajen"
BRAND = NewBrand(NAME, "Europe/Stockholm", "SEK", "sv")
YEAR = timedelta(days=365)
THROUGH_RESONANS = timedelta(days=24)
"""How long the roaster has been posting through resonans."""
_FILLED = "demo.fill"


def fill(say: Say, *, seed: str = "1", span: timedelta = YEAR) -> None:
    """Fill the demo's workspace, once: started twice it does nothing, killed in the middle it goes on.

    All is anchored at the moment at which the workspace was made. The person who signs in with the demo's
    one-time key owns it (`core.setup.open_demo`). `seed` is the simulated world's, `span` how far back the
    history goes. Nothing leaves the machine.
    """
    owner = setup.open_demo(NAME, BRAND)
    if core.audit(owner, verb=_FILLED, limit=1).items:
        return
    say("Filling the demo with a year of simulated history; this is done once.")
    now = core.workspace(owner).created_at.replace(second=0, microsecond=0)
    _fill(owner, Span(now - span, now - THROUGH_RESONANS, now), seed, say)
    audit.record(owner, _FILLED, f"workspace:{owner.workspace}")


@dataclass(frozen=True, slots=True)
class Span:
    """From when the roaster posts, from when through resonans, and until when it is history."""

    begin: datetime
    switched: datetime
    now: datetime


def _fill(owner: Access, span: Span, seed: str, say: Say) -> None:
    from resonans.site.demo import casting, past, pictures, present, texts

    with clock.as_of(span.begin):
        cast = casting.assemble(owner, seed)
    drawn = {name: pictures.picture(name) for name in pictures.NAMES}
    first_on, last_on = span.begin.date(), span.now.date() - timedelta(days=1)
    weekly = {"sv": (cast.swedish, 3), "en": (cast.english, 1)}
    recent: list[texts.Planned] = []
    with pictures.files(drawn) as files:
        for language, (account, a_week) in weekly.items():
            planned = texts.year(language, first_on, last_on, a_week=a_week, seed=seed)
            by_hand = [one for one in planned if span.begin < one.at < span.switched]
            past.post_all(account, by_hand, files, span.now)
            recent.extend(one for one in planned if one.at >= span.switched)
    say("A year of posts stands on the simulated network.")
    with clock.as_of(span.switched - timedelta(days=1)):
        media = present.upload(cast, drawn)
    present.live_through(cast, sorted(recent, key=lambda one: one.at), media)
    present.fall_short(cast, media, span.now)
    present.plan_ahead(cast, media, span.now)
    say("The last weeks went out through resonans, and the next are planned.")
    own = frozenset(account.remote_id for account in (cast.swedish, cast.english))
    for account in (cast.swedish, cast.english):
        _collect(owner, account, own, span)
    flush.drain()
    say("The demo is filled.")


def _collect(owner: Access, account: Account, own: frozenset[str], span: Span) -> None:
    """Into the lake with all that the year would have told, once; from there on the collectors go on."""
    from resonans.site.demo import past

    gathered = past.gather(owner, account, own, since=span.begin, until=span.now, ours_from=span.switched)
    events.load(owner, f"demo:{account.id}", gathered.events, gathered.observations)
    events.heard_until(owner, account.id, account.network, span.now)
