"""The form with which an account is connected: what its network asks, and the brand it is to speak for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from resonans.core.types import Brand
from resonans.core.words import _
from resonans.networks.types import Account, Offer
from resonans.web.forms import Plain

BRAND = "for_brand"
_NOT_PROSE = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class ConnectForm(Plain):
    """The network's own fields; the brand only where there is a choice."""

    def __init__(
        self, *args: Any, offer: Offer, brands: Sequence[Brand], known: Account | None = None, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self._offer = offer
        self._brands = brands
        shown = {"handle": known.handle, "server": known.server} if known is not None else {}
        for field in offer.form:
            self.fields[field.name] = forms.CharField(
                label=_(field.label),
                help_text=_(field.help) if field.help else "",
                required=field.required,
                initial=shown.get(field.name, "") or field.default,
                max_length=500,
                widget=_secret() if field.secret else forms.TextInput({"autocomplete": "off", **_NOT_PROSE}),
            )
        if len(brands) > 1:
            self.fields[BRAND] = forms.ChoiceField(
                label=_("Brand"),
                help_text=_("The account speaks for this brand, by its clock."),
                choices=[(str(brand.id), brand.name) for brand in brands],
                initial=str(known.brand) if known is not None else str(brands[0].id),
            )

    def given(self) -> dict[str, str]:
        """What the network asked for."""
        return {field.name: self.cleaned_data[field.name] for field in self._offer.form}

    def brand(self) -> UUID:
        """The brand that was chosen, or the only one."""
        return UUID(self.cleaned_data[BRAND]) if BRAND in self.fields else self._brands[0].id


def _secret() -> forms.PasswordInput:
    """Asks no password manager for the person's own password of this site."""
    return forms.PasswordInput({"autocomplete": "new-password", **_NOT_PROSE})
