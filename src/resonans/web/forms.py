"""Forms of people, workspaces and brands. What is right is decided by actions; forms only ask."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from resonans.core import brands
from resonans.core.errors import Conflict, Invalid, ResonansError
from resonans.core.permissions import LOWEST_ROLE, Permission
from resonans.core.types import NewBrand, Role
from resonans.core.words import N_, _
from resonans.web import formats

ROLES: Mapping[Role, tuple[str, str]] = {
    Role.VIEWER: (N_("Viewer"), N_("reads")),
    Role.ANALYST: (N_("Analyst"), N_("reads and exports")),
    Role.AGENT: (N_("Agent"), N_("also drafts and answers")),
    Role.EDITOR: (N_("Editor"), N_("also schedules")),
    Role.APPROVER: (N_("Approver"), N_("also decides on others’ drafts")),
    Role.OWNER: (N_("Owner"), N_("also members, accounts and tokens")),
}


def explain(form: forms.Form, error: ResonansError, names: Mapping[str, str] | None = None) -> None:
    """Put what an action refused beside the fields it concerns; `names` maps its names to the form's."""
    fields = error.fields if isinstance(error, Invalid) else {}
    known = names or {}
    placed = False
    for field, words in fields.items():
        target = known.get(field, field)
        form.add_error(target if target in form.fields else None, words)
        placed = True
    if not placed:
        form.add_error(None, error.message)


REFUSALS = (Invalid, Conflict)
"""What a form can show; everything else becomes a page."""


class Plain(forms.Form):
    """A form whose labels are translated when it is shown, and whose controls have stable ids."""

    template_name_label = ""

    def __init__(self, *args: Any, **named: Any) -> None:
        named.setdefault("label_suffix", "")
        super().__init__(*args, **named)
        for field in self.fields.values():
            field.label = _(str(field.label)) if field.label else ""
            field.help_text = _(str(field.help_text)) if field.help_text else ""


class BrandForm(Plain):
    """A brand: its name, and what cuts its days and counts its money."""

    name = forms.CharField(label=N_("Name"), max_length=120)
    timezone = forms.ChoiceField(
        label=N_("Time zone"), help_text=N_("Posts go out and days are counted by this clock.")
    )
    language = forms.ChoiceField(label=N_("Language of its posts"))
    currency = forms.ChoiceField(label=N_("Currency"))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _brand_choices(self)

    def brand(self) -> NewBrand:
        """What was filled in."""
        data = self.cleaned_data
        return NewBrand(data["name"], data["timezone"], data["currency"], data["language"])


class SetupForm(Plain):
    """The first person, their workspace and its first brand."""

    name = forms.CharField(
        label=N_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=N_("E-mail"),
        help_text=N_("You sign in with it."),
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=N_("Password"),
        help_text=N_("At least 10 characters. A sentence is easier to remember than a word."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    workspace = forms.CharField(
        label=N_("Company or brand"),
        max_length=120,
        help_text=N_("You can add more brands later."),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    timezone = forms.ChoiceField(
        label=N_("Time zone"),
        help_text=N_("Posts go out and days are counted by this clock."),
        widget=forms.Select({"data-zone": "1"}),
    )
    language = forms.ChoiceField(label=N_("Language of its posts"))
    currency = forms.ChoiceField(label=N_("Currency"))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _brand_choices(self)

    def brand(self) -> NewBrand:
        """The first brand bears the workspace's name."""
        data = self.cleaned_data
        return NewBrand(data["workspace"], data["timezone"], data["currency"], data["language"])


class JoinForm(Plain):
    """A new person who was invited."""

    name = forms.CharField(
        label=N_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=N_("Password"),
        help_text=N_("At least 10 characters. A sentence is easier to remember than a word."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class ProfileForm(Plain):
    """A person's own name, language and theme."""

    name = forms.CharField(
        label=N_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=N_("Language of resonans"), required=False)
    theme = forms.ChoiceField(label=N_("Appearance"), required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _choose(self, "language", [("", _("As the browser")), ("en", "English"), ("sv", "Svenska")])
        _choose(self, "theme", [("", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))])


class InviteForm(Plain):
    """Somebody to invite."""

    email = forms.EmailField(label=N_("E-mail"), widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label=N_("Role"))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _choose(self, "role", role_choices())


class TokenForm(Plain):
    """A token for a program."""

    name = forms.CharField(
        label=N_("Name"), max_length=120, help_text=N_("Where it is used, such as “Website import”.")
    )
    days = forms.ChoiceField(label=N_("Ends after"))
    scopes = forms.MultipleChoiceField(
        label=N_("It may"), widget=forms.CheckboxSelectMultiple, initial=[Permission.READ.value]
    )

    def __init__(self, *args: Any, role: Role = Role.OWNER, **named: Any) -> None:
        super().__init__(*args, **named)
        _choose(
            self,
            "days",
            [
                ("30", _("30 days")),
                ("90", _("90 days")),
                ("365", _("One year")),
                ("never", _("Never (until you revoke it)")),
            ],
        )
        self.fields["days"].initial = "90"
        allowed = [each for each in Permission if role.covers(LOWEST_ROLE[each])]
        _choose(self, "scopes", [(each.value, _(SCOPES[each])) for each in allowed])


SCOPES: Mapping[Permission, str] = {
    Permission.READ: N_("Read"),
    Permission.EXPORT: N_("Export"),
    Permission.DRAFT: N_("Draft"),
    Permission.SCHEDULE: N_("Schedule"),
    Permission.DECIDE: N_("Approve"),
    Permission.MANAGE_BRANDS: N_("Change brands"),
    Permission.MANAGE_MEMBERS: N_("Change members"),
    Permission.MANAGE_ACCOUNTS: N_("Connect accounts"),
    Permission.MANAGE_TOKENS: N_("Make tokens"),
}


def role_choices() -> list[tuple[str, str]]:
    """The roles, each with what it may: from the one that may least."""
    return [
        (role.value, _("%(role)s: %(may)s") % {"role": _(name), "may": _(may)})
        for role, (name, may) in ROLES.items()
    ]


def _brand_choices(form: forms.Form) -> None:
    _choose(form, "timezone", _zones())
    _choose(form, "currency", [(code, code) for code in brands.currencies()])
    _choose(form, "language", languages())


def _zones() -> Iterable[tuple[str, str]]:
    return [(zone, zone.replace("_", " ").replace("/", " / ")) for zone in brands.zones()]


def languages() -> list[tuple[str, str]]:
    """The languages that have a code of two letters, by their names in the reader's language."""
    names = formats.locale().languages
    found = [(code, names.get(code, code).capitalize()) for code in brands.languages() if len(code) == 2]
    return sorted(found, key=lambda pair: pair[1].casefold())


def _choose(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (narrows the type)
    field.choices = list(choices)
