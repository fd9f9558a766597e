"""What every template knows."""

from typing import Any

from django.http import HttpRequest
from django.utils import translation

from resonans.core import mail
from resonans.web import navigation
from resonans.web import request as requests


def page(request: HttpRequest) -> dict[str, Any]:
    """Theme, language and, inside a workspace, its name, menu and the reader's rights."""
    user = getattr(request, "user", None)
    known = {
        "theme": getattr(user, "theme", "") if user is not None and user.is_authenticated else "",
        "language": translation.get_language() or "en",
        "mail_is_on": mail.is_on,
    }
    here = requests.known_place(request)
    if here is None:
        return known
    return known | {
        "workspace": here.workspace,
        "brands": here.brands,
        "brand": here.brand,
        "access": here.access,
        "may": navigation.rights(here.access),
        "rooms": navigation.rooms(here.workspace.slug),
        "settings_tabs": navigation.settings_tabs(here.access, here.workspace.slug),
    }
