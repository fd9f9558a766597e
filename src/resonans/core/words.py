"""Words for people. `_` translates now, in the reader's language; `N_` only marks a string for later."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def N_(message: str) -> str:  # noqa: N802  (the name that message extractors know)
    """Mark a message for translation and return it unchanged."""
    return message


__all__ = ["N_", "_", "ngettext"]
