"""Words for people. `_` translates now, in the reader's language; `N_` only marks a string for later."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resonans.core.marking import N_

__all__ = ["N_", "_", "ngettext"]
