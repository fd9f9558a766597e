"""The menu and the tabs of settings: only rooms that exist, only pages that the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from resonans.core.permissions import Permission, may
from resonans.core.types import Access
from resonans.core.words import N_, _


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu."""

    key: str
    label: str
    url: str
    icon: str = ""


_ROOMS = (
    ("home", N_("Home"), "web:home", "home"),
    ("plan", N_("Plan"), "web:plan", "plan"),
    ("measure", N_("Measure"), "web:measure", "measure"),
)
_SETTINGS = (
    ("profile", N_("You"), "web:profile", None),
    ("accounts", N_("Accounts"), "web:accounts", None),
    ("members", N_("Members"), "web:members", None),
    ("brands", N_("Brands"), "web:brands", None),
    ("tokens", N_("Tokens"), "web:tokens", Permission.MANAGE_TOKENS),
    ("audit", N_("History"), "web:audit", Permission.MANAGE_MEMBERS),
)


def rooms(slug: str) -> tuple[Entry, ...]:
    """The main menu, without settings, which stands apart."""
    return tuple(
        Entry(key, _(label), reverse(name, args=[slug]), icon)
        for key, label, name, icon in _ROOMS
        if _exists(name)
    )


def settings_tabs(access: Access, slug: str) -> tuple[Entry, ...]:
    """The tabs of settings that the reader may open."""
    return tuple(
        Entry(key, _(label), reverse(name, args=[slug]))
        for key, label, name, needed in _SETTINGS
        if _exists(name) and (needed is None or may(access, needed))
    )


def rights(access: Access) -> Mapping[str, bool]:
    """Every permission by its name, for templates: `{% if may.schedule %}`."""
    return {permission.value: may(access, permission) for permission in Permission}


def _exists(name: str) -> bool:
    from resonans.web.urls import urlpatterns

    return any(f"web:{getattr(pattern, 'name', None)}" == name for pattern in urlpatterns)
