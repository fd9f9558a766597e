"""Home: what needs the reader, what goes out next, and yesterday in numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from resonans.core import clock
from resonans.core import queries as core
from resonans.core.permissions import Permission, may
from resonans.core.types import Access, Brand
from resonans.core.words import N_, _, ngettext
from resonans.networks import queries as networks
from resonans.networks.types import Account, Health
from resonans.publishing import queries
from resonans.publishing.types import Entry, Need, NeedKind
from resonans.web import formats
from resonans.web import request as requests

SHOWN = 6
"""How many things that need the reader stand on Home; the others are counted."""

_KINDS = {
    NeedKind.REJECTED: (N_("Failed"), "bad", N_("Open post")),
    NeedKind.UNKNOWN: (N_("Look there"), "warn", N_("Decide")),
    NeedKind.MISSED: (N_("Missed"), "bad", N_("Decide")),
    NeedKind.WAITING_FOR_ACCOUNT: (N_("Waits"), "warn", N_("Open post")),
    NeedKind.APPROVAL: (N_("Approve"), "warn", N_("Review")),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that needs the reader, with the one thing to do."""

    word: str
    state: str
    text: str
    note: str
    action: str
    href: str


def home(request: HttpRequest, slug: str) -> HttpResponse:
    """The workspace's first page."""
    here = requests.place(request, slug)
    access, brand = here.access, here.brand
    accounts = networks.accounts(access, brand=brand.id) if brand else ()
    waiting = tuple(_waiting(access, slug, brand, accounts)) if brand else ()
    following = queries.next_posts(access, brand.id) if brand else ()
    me = core.me(access)
    context = {
        "section": "home",
        "greeting": greeting(brand, me.name if me else ""),
        "lead": lead(len(waiting), following),
        "waiting": waiting[:SHOWN],
        "more": len(waiting) - SHOWN,
        "following": following,
        "accounts": accounts,
        "may_connect": may(access, Permission.MANAGE_ACCOUNTS),
        "yesterday": formats.long_day(_today(brand) - timedelta(days=1)) if brand else "",
    }
    return render(request, "pages/home.html", context)


def greeting(brand: Brand | None, name: str) -> str:
    """By the brand's clock: Good morning, Elin."""
    hour = clock.now().astimezone(ZoneInfo(brand.timezone if brand else "UTC")).hour
    first = name.split(" ", 1)[0]
    if not first:
        return _("Home")
    if 5 <= hour < 11:
        return _("Good morning, %(name)s") % {"name": first}
    if 11 <= hour < 18:
        return _("Good day, %(name)s") % {"name": first}
    return _("Good evening, %(name)s") % {"name": first}


def lead(waiting: int, following: tuple[Entry, ...]) -> str:
    """How it stands, in one or two sentences."""
    first = (
        ngettext("%(count)d thing needs you.", "%(count)d things need you.", waiting) % {"count": waiting}
        if waiting
        else _("Nothing needs you.")
    )
    if following and following[0].planned_at:
        then = _("The next post goes out %(when)s.") % {"when": _soon(following[0].planned_at)}
    else:
        then = _("No post is planned.")
    return f"{first} {then}"


def _soon(at: datetime) -> str:
    words = formats.instant(at)
    return words[:1].lower() + words[1:] if at - clock.now() < timedelta(days=2) else words


def _waiting(access: Access, slug: str, brand: Brand, accounts: tuple[Account, ...]) -> Iterator[Waiting]:
    for account in accounts:
        if account.health in {Health.RECONNECT, Health.EXPIRING}:
            yield _account(slug, account)
    for need in queries.needs_you(access, brand.id):
        yield _need(access, slug, need)


def _account(slug: str, account: Account) -> Waiting:
    lost = account.health is Health.RECONNECT
    words = (
        _("%(account)s lost its sign-in. Posts wait until it is connected again.")
        if lost
        else _("The sign-in of %(account)s ends soon. Connect it again before that.")
    )
    return Waiting(
        word=_("Reconnect") if lost else _("Expires soon"),
        state="bad" if lost else "warn",
        text=words % {"account": account.handle},
        note=formats.ago(account.expires_at) if account.expires_at and not lost else "",
        action=_("Reconnect"),
        href=reverse("web:accounts", args=[slug]),
    )


def _need(access: Access, slug: str, need: Need) -> Waiting:
    word, state, action = _KINDS[need.kind]
    text = queries.post(access, need.post).text
    excerpt = text if len(text) <= 80 else text[:79].rstrip() + "…"
    return Waiting(
        word=_(word),
        state=state,
        text=need.sentence,
        note=_("“%(excerpt)s”, %(when)s") % {"excerpt": excerpt, "when": formats.ago(need.since)},
        action=_(action),
        href=reverse("web:post", args=[slug, need.post]),
    )


def _today(brand: Brand) -> datetime:
    return clock.now().astimezone(ZoneInfo(brand.timezone))
