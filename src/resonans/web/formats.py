"""Numbers, money and times as people read them, in the reader's language.

Numbers keep their digits together with a narrow no-break space where the language groups by space. A time is
shown in the zone that is active for the page (the brand's), unless one is named.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_timedelta, get_day_names, get_month_names
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils import timezone
from django.utils.translation import get_language

from resonans.core import clock
from resonans.core.words import _

NARROW = "\u202f"
MINUS = "\u2212"
_LOCALES = {"en": "en_GB", "sv": "sv_SE"}


def locale() -> Locale:
    """The reader's locale; English where the language is not one of ours."""
    return _locale((get_language() or "en").split("-")[0])


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, "en_GB"))


def zone(named: str | tzinfo | None = None) -> tzinfo:
    """The named zone, or the page's."""
    if not named:
        return timezone.get_current_timezone()
    return ZoneInfo(named) if isinstance(named, str) else named


def number(value: float, decimals: int = 0) -> str:
    """1,240 in English, 1 240 in Swedish; exactly `decimals` places."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _tight(format_decimal(value, format=pattern, locale=locale()))


def signed(value: float, decimals: int = 0) -> str:
    """A change: +12 or −3; 0 has no sign."""
    text = number(abs(value), decimals)
    if float(round(value, decimals)) == 0:
        return text
    return ("+" if value > 0 else MINUS) + text


def share(value: float, decimals: int = 1) -> str:
    """A share as per cent: 0.026 is 2.6 %."""
    return f"{number(value * 100, decimals)}{NARROW}%"


def money(minor: int, currency: str) -> str:
    """An amount in minor units with its currency: 1240000 SEK is 12 400,00 kr in Swedish."""
    major = minor / 10 ** get_currency_precision(currency)
    return _tight(format_currency(major, currency, locale=locale()))


def duration(seconds: float) -> str:
    """The two largest units: 48 min, 1 h 5 min, 2 d 3 h; under a minute in seconds."""
    whole = round(seconds)
    if whole < 60:
        return _("%(seconds)s s") % {"seconds": number(seconds, 1 if seconds < 10 and seconds % 1 else 0)}
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes = rest // 60
    if days:
        return _("%(days)s d %(hours)s h") % {"days": number(days), "hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)s min") % {"minutes": minutes}


def day(value: date, *, year: bool | None = None) -> str:
    """Tue 24 Nov; with the year if it is not this one (`year` decides where it is given)."""
    with_year = year if year is not None else value.year != clock.now().astimezone(zone()).year
    return _pattern(value, "EEE d MMM y" if with_year else "EEE d MMM")


def long_day(value: date) -> str:
    """Tuesday 24 November 2026."""
    return _pattern(value, "EEEE d MMMM y")


def month(value: date) -> str:
    """November 2026."""
    return _pattern(value, "LLLL y").capitalize() if locale().language == "en" else _pattern(value, "LLLL y")


def week(value: date) -> str:
    """The ISO week, which starts on Monday: Week 48."""
    return _("Week %(number)s") % {"number": value.isocalendar().week}


def at(value: datetime, named: str | tzinfo | None = None) -> str:
    """The time of day, 24 hours: 17:30."""
    return value.astimezone(zone(named)).strftime("%H:%M")


def instant(value: datetime, named: str | tzinfo | None = None) -> str:
    """Today 14:00, Tomorrow 09:00, Yesterday 12:00; other days Tue 24 Nov, 17:30."""
    there = value.astimezone(zone(named))
    today = clock.now().astimezone(zone(named)).date()
    clock_time = there.strftime("%H:%M")
    match (there.date() - today).days:
        case 0:
            return _("Today %(time)s") % {"time": clock_time}
        case 1:
            return _("Tomorrow %(time)s") % {"time": clock_time}
        case -1:
            return _("Yesterday %(time)s") % {"time": clock_time}
        case _other:
            return f"{day(there.date())}, {clock_time}"


def wall(value: datetime) -> str:
    """A wall time without a zone, in words: Tue 24 Nov, 17:30."""
    return f"{day(value.date())}, {value.strftime('%H:%M')}"


def ago(value: datetime) -> str:
    """How far from now: 5 minutes ago, in 2 hours."""
    away = value - clock.now()
    if abs(away) < timedelta(minutes=1):
        return _("just now") if away <= timedelta(0) else _("in less than a minute")
    return format_timedelta(away, add_direction=True, threshold=1.2, locale=locale())


def file_size(size: int) -> str:
    """Bytes in the unit that fits: 340 kB, 1.2 MB."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)))}{NARROW}kB"
    return f"{number(size / 1_000_000, 1)}{NARROW}MB"


def zone_name(name: str) -> str:
    """The city of a zone: Europe/Stockholm is Stockholm."""
    return name.rsplit("/", 1)[-1].replace("_", " ")


def weekdays(width: str = "abbreviated") -> tuple[str, ...]:
    """Names of the days, Monday first; `width` is `wide`, `abbreviated` or `narrow`."""
    names = get_day_names(width, context="stand-alone", locale=locale())  # type: ignore[arg-type]  # babel's Literal
    return tuple(names[index].rstrip(".") for index in range(7))


def months() -> tuple[str, ...]:
    """Names of the months, January first."""
    names = get_month_names("wide", context="stand-alone", locale=locale())
    return tuple(names[index] for index in range(1, 13))


def utc_iso(value: datetime) -> str:
    """For `<time datetime>`: 2026-11-24T16:30:00Z."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _pattern(value: date, pattern: str) -> str:
    return format_date(value, format=pattern, locale=locale()).replace(".", "")


def _tight(text: str) -> str:
    return text.replace("\u00a0", NARROW)
