"""What stands in the composer's form: read from a post or from what was typed, and made into a draft.

Names in the form: `account` (each chosen), `text`, `media` (each, in order), `alt.<media>`, `own.<account>`
and `text.<account>` (another text there), `visibility.<account>`, `title.<account>`, `place.<account>`,
`warning`, `language`, `comment`, `link.url|title|description`, `poll.option` (each), `poll.hours`,
`poll.multiple`, `date`, `time`, `revision`, `do`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from uuid import UUID

from django.http import QueryDict

from resonans.core.types import Brand
from resonans.networks.contract import Limits
from resonans.publishing.types import Draft, Link, PollDraft, Post, Variant

POLL_OPTIONS = 4
"""Lines for answers that the form shows; networks that take fewer say so."""


@dataclass(frozen=True, slots=True)
class Own:
    """What one account says in its own way; empty parts are as the post says."""

    text: str | None = None
    visibility: str = ""
    title: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form's values, valid or not."""

    brand: UUID
    text: str = ""
    accounts: tuple[UUID, ...] = ()
    own: Mapping[UUID, Own] = field(default_factory=dict)
    media: tuple[UUID, ...] = ()
    warning: str = ""
    language: str = ""
    comment: str = ""
    link: Link | None = None
    poll: tuple[str, ...] = ()
    poll_hours: int = 24
    poll_multiple: bool = False
    day: str = ""
    at: str = ""

    @property
    def poll_lines(self) -> tuple[str, ...]:
        """As many lines as the form shows."""
        return (*self.poll, *[""] * POLL_OPTIONS)[:POLL_OPTIONS]

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that say something."""
        return tuple(option.strip() for option in self.poll if option.strip())


def blank(brand: Brand, *, accounts: Iterable[UUID], on: date | None, at: time | None = None) -> Sheet:
    """A new post: all of the brand's accounts chosen, in its language."""
    return Sheet(
        brand=brand.id,
        accounts=tuple(accounts),
        language=brand.language,
        day=on.isoformat() if on else "",
        at=at.strftime("%H:%M") if at else "",
    )


def of_post(post: Post, language: str = "") -> Sheet:
    """What a post says; `language` where it names none."""
    named = post.variants[0] if post.variants else None
    poll = next((variant.poll for variant in post.variants if variant.poll), None)
    warned = next((variant.content_warning for variant in post.variants if variant.content_warning), "")
    return Sheet(
        brand=post.brand,
        text=post.text,
        accounts=tuple(variant.account for variant in post.variants),
        own={
            variant.account: Own(variant.text, variant.visibility, variant.title, variant.place)
            for variant in post.variants
        },
        media=tuple(item.id for item in post.media),
        warning=warned,
        language=(named.language if named else "") or language,
        comment=post.first_comment,
        link=post.link,
        poll=poll.options if poll else (),
        poll_hours=max(1, poll.closes_after_s // 3600) if poll else 24,
        poll_multiple=poll.multiple if poll else False,
        day=post.wall.local.date().isoformat() if post.wall else "",
        at=post.wall.local.strftime("%H:%M") if post.wall else "",
    )


def of_form(form: QueryDict, brand: UUID) -> Sheet:
    """What was typed. What is no id is left out."""
    accounts = _ids(form.getlist("account"))
    url = form.get("link.url", "").strip()
    hours = form.get("poll.hours", "24")
    return Sheet(
        brand=brand,
        text=_lines(form.get("text", "")),
        accounts=accounts,
        own={account: _own(form, account) for account in accounts},
        media=_ids(form.getlist("media")),
        warning=form.get("warning", "").strip(),
        language=form.get("language", ""),
        comment=_lines(form.get("comment", "")).strip(),
        link=Link(url, form.get("link.title", "").strip(), form.get("link.description", "").strip())
        if url
        else None,
        poll=tuple(form.getlist("poll.option")),
        poll_hours=int(hours) if hours.isdecimal() and len(hours) < 6 else 24,
        poll_multiple="poll.multiple" in form,
        day=form.get("date", ""),
        at=form.get("time", ""),
    )


def descriptions(form: QueryDict, media: Iterable[UUID]) -> dict[UUID, str]:
    """What was written about each picture."""
    return {each: form.get(f"alt.{each}", "").strip() for each in media if f"alt.{each}" in form}


def wall(sheet: Sheet) -> datetime | None:
    """The wall time that was chosen, naive; None where a part is missing or no time."""
    try:
        return datetime.combine(date.fromisoformat(sheet.day), time.fromisoformat(sheet.at))
    except ValueError:
        return None


def draft(sheet: Sheet, limits: Mapping[UUID, Limits]) -> Draft:
    """What it amounts to: parts that an account's network does not have are left out for it."""
    return Draft(
        brand=sheet.brand,
        text=sheet.text,
        media=sheet.media,
        variants=tuple(_variant(sheet, account, limits[account]) for account in sheet.accounts),
        link=sheet.link,
        first_comment=sheet.comment,
    )


def reordered(sheet: Sheet, media: UUID, step: int) -> Sheet:
    """With one picture a place earlier (-1) or later (1); 0 takes it away."""
    order = list(sheet.media)
    if media not in order:
        return sheet
    place = order.index(media)
    order.pop(place)
    if step:
        order.insert(max(0, min(len(order), place + step)), media)
    return replace(sheet, media=tuple(order))


def _variant(sheet: Sheet, account: UUID, limits: Limits) -> Variant:
    own = sheet.own.get(account, Own())
    poll = PollDraft(sheet.answers, sheet.poll_hours * 3600, sheet.poll_multiple) if sheet.answers else None
    return Variant(
        account=account,
        text=own.text,
        title=own.title if limits.title else "",
        visibility=own.visibility if own.visibility in limits.visibilities else "",
        content_warning=sheet.warning if limits.content_warning else "",
        language=sheet.language,
        place=own.place,
        poll=poll if limits.poll else None,
    )


def _own(form: QueryDict, account: UUID) -> Own:
    return Own(
        text=_lines(form.get(f"text.{account}", "")) if f"own.{account}" in form else None,
        visibility=form.get(f"visibility.{account}", ""),
        title=form.get(f"title.{account}", "").strip(),
        place=form.get(f"place.{account}", ""),
    )


def _lines(text: str) -> str:
    """Browsers send CRLF; a text has LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _ids(values: Iterable[str]) -> tuple[UUID, ...]:
    found = []
    for value in values:
        try:
            one = UUID(value)
        except ValueError:
            continue
        if one not in found:
            found.append(one)
    return tuple(found)
