"""What a brand may be: its zone, currency and language, and the lists to choose from."""

import functools
import zoneinfo

from resonans.core.errors import Invalid
from resonans.core.types import NewBrand
from resonans.core.validation import clean_name, name_problem
from resonans.core.words import _

_AREAS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@functools.cache
def zones() -> tuple[str, ...]:
    """IANA time zones to choose from, sorted: places and UTC."""
    places = (zone for zone in zoneinfo.available_timezones() if zone.startswith(_AREAS))
    return tuple(sorted({*places, "UTC"}))


@functools.cache
def currencies() -> tuple[str, ...]:
    """ISO 4217 codes that are legal tender somewhere today, sorted."""
    from babel.core import get_global

    found = {
        code
        for entries in get_global("territory_currencies").values()
        for code, _start, end, tender in entries
        if end is None and tender
    }
    return tuple(sorted(found))


@functools.cache
def languages() -> tuple[str, ...]:
    """ISO 639 codes of two or three letters that CLDR names, sorted."""
    from babel import Locale

    codes = map(str, Locale("en").languages)
    return tuple(sorted(code for code in codes if code.isalpha() and len(code) <= 3))


def problems(new: NewBrand) -> dict[str, str]:
    """What must change, by field, in words; empty if nothing."""
    found = {}
    if problem := name_problem(new.name):
        found["name"] = problem
    if new.timezone not in zones():
        found["timezone"] = _("There is no time zone “%(zone)s”. Choose one such as Europe/Stockholm.") % {
            "zone": new.timezone[:64]
        }
    if new.currency not in currencies():
        found["currency"] = _("There is no currency “%(code)s”. Choose one such as EUR or SEK.") % {
            "code": new.currency[:8]
        }
    if new.language not in languages():
        found["language"] = _("There is no language “%(code)s”. Choose one such as en or sv.") % {
            "code": new.language[:8]
        }
    return found


def clean(new: NewBrand) -> NewBrand:
    """The brand with a clean name. Raises Invalid with every field that must change."""
    found = problems(new)
    if found:
        raise Invalid(" ".join(found.values()), fields=found)
    return NewBrand(clean_name(new.name), new.timezone, new.currency, new.language)
