"""The last weeks and the next: posts that went out, one that was refused, one in doubt, and plans."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from resonans.core import clock
from resonans.networks.sandbox.control import Control
from resonans.publishing import actions, jobs, queries
from resonans.publishing.types import Draft, Variant, Wall
from resonans.site.demo import pictures
from resonans.site.demo.casting import Cast
from resonans.site.demo.texts import ZONE, Planned

_PREPARED_BEFORE = timedelta(hours=20)
_SETTLES_WITHIN = timedelta(minutes=3)
_KNOWN_BY = 100
"""Characters by which a post of the demo is known again."""

REFUSED = (
    "Lördag på kajen: vinn ett års kaffe! Dela inlägget, tagga tre vänner och skriv varför just du ska vinna."
)
REFUSED_WORDS = "Contests that ask people to share and tag are not allowed here. Remove that part."
IN_DOUBT = "Ny öppettid från måndag: vi öppnar klockan sex, så att kaffet hinner med första tåget till Lund."
DRAFTS = (
    "Utkast: fem saker vi lärt oss på tjugo år vid trumman. (Lisa läser igenom innan.)",
    "Idé till jul: låt Café Lunds gäster rösta fram julrosten. Omröstning?",
    "An English version of the brewing guide, with the V60 picture.",
)
FOR_APPROVAL = "Nu sänker vi priset på kilopåsen för kontor till årets slut. https://kajen.example/kontor"
AHEAD = (
    (1, time(7, 30), "God morgon från kajen. I dag står Huila på bryggaren, med röda bär och kola.", "quay"),
    (2, time(12, 10), "Lunchrast? En kardemummaknut och en kopp Nyeri, så klarar du eftermiddagen.", "cup"),
    (
        3,
        time(17, 15),
        "Helgens erbjudande: två påsar Sidama, fri frakt. https://kajen.example/erbjudande",
        "bag",
    ),
    (
        5,
        time(10, 0),
        "Öppet hus i rosteriet på söndag. Kom och känn doften när vi häller ut trumman.",
        "drum",
    ),
    (7, time(8, 5), "Så brygger vi i V60: 15 gram, 250 gram vatten, tre minuter. Hur gör du? #kaffe", "cup"),
    (
        9,
        time(18, 45),
        "Café Lund bjuder in till provsmakning på torsdag. Vi tar med tre nya sorter.",
        "beans",
    ),
    (12, time(12, 10), "Vintern är här, och vinterns rost med den: mörk choklad och lingon.", "bag"),
)
AHEAD_ENGLISH = (
    (
        2,
        time(9, 30),
        "Our winter roast is here: dark chocolate and lingonberry. We ship to all of Europe.",
        "bag",
    ),
    (6, time(16, 0), "Open house at the roastery on Sunday. Come and smell the drum being emptied.", "drum"),
)


def upload(cast: Cast, drawn: Mapping[str, bytes]) -> dict[str, UUID]:
    """The pictures in the library, by name; those that are there stay."""
    there = {item.name: item.id for item in queries.media_list(cast.owner).items}
    for name, content in drawn.items():
        if f"{name}.jpg" not in there:
            item = actions.upload_media(
                cast.editor, io.BytesIO(content), f"{name}.jpg", alt=pictures.ALT[name]
            )
            there[item.name] = item.id
    return {name: there[f"{name}.jpg"] for name in drawn}


def live_through(cast: Cast, planned: Sequence[Planned], media: Mapping[str, UUID]) -> None:
    """Schedule each post as of the day before, and let it go out as of its time."""
    known = _known(cast)
    for one in planned:
        if one.text[:_KNOWN_BY] not in known:
            with clock.as_of(one.at - _PREPARED_BEFORE):
                _schedule(cast, one, media)
        _send(one.at)


def fall_short(cast: Cast, media: Mapping[str, UUID], now: datetime) -> None:
    """One post that the network refuses, and one whose answer is lost."""
    known, control = _known(cast), Control.inside()
    refused_at, lost_at = now - timedelta(hours=20), now - timedelta(hours=3)
    if REFUSED[:_KNOWN_BY] not in known:
        with clock.as_of(refused_at - _PREPARED_BEFORE):
            _schedule(cast, Planned(refused_at, REFUSED, "bag", "sv"), media)
    control.forget()
    control.order("refuse", verb="publish", account=cast.swedish.handle, text=REFUSED_WORDS)
    _send(refused_at)
    control.forget()
    if IN_DOUBT[:_KNOWN_BY] not in known:
        with clock.as_of(lost_at - _PREPARED_BEFORE):
            _schedule(cast, Planned(lost_at, IN_DOUBT, "", "sv"), media)
    control.style(cast.swedish.handle, honours_key=False)
    control.order("hang", verb="publish", account=cast.swedish.handle)
    _send(lost_at)
    control.forget()
    control.style(cast.swedish.handle)


def plan_ahead(cast: Cast, media: Mapping[str, UUID], now: datetime) -> None:
    """The next two weeks, drafts, and a request for approval."""
    known = _known(cast)
    for language, plans in (("sv", AHEAD), ("en", AHEAD_ENGLISH)):
        for days, at, text, picture in plans:
            if text[:_KNOWN_BY] not in known:
                on = now.astimezone(ZONE).date() + timedelta(days=days)
                _schedule(cast, Planned(datetime.combine(on, at, ZONE), text, picture, language), media)
    for text in DRAFTS:
        if text[:_KNOWN_BY] not in known:
            actions.save_draft(cast.editor, _draft(cast, text, "sv", ()))
    if FOR_APPROVAL[:_KNOWN_BY] not in known:
        post = actions.save_draft(cast.editor, _draft(cast, FOR_APPROVAL, "sv", (media["bag"],)))
        on = now.astimezone(ZONE).date() + timedelta(days=4)
        actions.submit(cast.editor, post.id, Wall(datetime.combine(on, time(9, 0))))


def _known(cast: Cast) -> set[str]:
    known: set[str] = set()
    cursor = ""
    while True:
        page = queries.posts(cast.owner, brand=cast.brand, cursor=cursor, limit=200)
        known |= {entry.text[:_KNOWN_BY] for entry in page.items}
        cursor = page.cursor
        if not cursor:
            return known


def _schedule(cast: Cast, one: Planned, media: Mapping[str, UUID]) -> None:
    shown = (media[one.picture],) if one.picture else ()
    post = actions.save_draft(cast.editor, _draft(cast, one.text, one.language, shown))
    actions.schedule(cast.editor, post.id, Wall(one.at.astimezone(ZONE).replace(tzinfo=None)))


def _draft(cast: Cast, text: str, language: str, media: tuple[UUID, ...]) -> Draft:
    account = cast.swedish if language == "sv" else cast.english
    return Draft(cast.brand, text=text, media=media, variants=(Variant(account.id, language=language),))


def _send(at: datetime) -> None:
    """Let the engine work as of this time and shortly after."""
    for later in (timedelta(seconds=1), timedelta(seconds=70), _SETTLES_WITHIN):
        with clock.as_of(at + later):
            jobs.drain()
