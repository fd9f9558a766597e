"""What people type, made clean or refused in words."""

import unicodedata

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from resonans.core.errors import Invalid
from resonans.core.models import User
from resonans.core.words import _


def clean_name(value: str, field: str = "name", longest: int = 120) -> str:
    """One line of text, trimmed and composed (NFC). Raises Invalid."""
    problem = name_problem(value, longest)
    if problem:
        raise Invalid(problem, fields={field: problem})
    return _composed(value)


def name_problem(value: str, longest: int = 120) -> str:
    """Why a name cannot be used, in words; "" if it can."""
    name = _composed(value)
    if not name:
        return _("Give it a name.")
    if len(name) > longest:
        return _("A name has at most %(longest)d characters; this one has %(length)d.") % {
            "longest": longest,
            "length": len(name),
        }
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in name):
        return _("A name cannot hold control characters.")
    return ""


def clean_email(value: str, field: str = "email") -> str:
    """An e-mail address in lower case. Raises Invalid."""
    email = value.strip().lower()
    try:
        validate_email(email)
        problem = "" if len(email) <= 254 else _("This e-mail address is too long.")
    except ValidationError:
        problem = _("This does not look like an e-mail address.")
    if problem:
        raise Invalid(problem, fields={field: problem})
    return email


def check_password(password: str, *, email: str, name: str) -> None:
    """Raises Invalid unless the password is long and uncommon enough for this person."""
    try:
        password_validation.validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        problem = " ".join(error.messages)
        raise Invalid(problem, fields={"password": problem}) from error


def _composed(value: str) -> str:
    return unicodedata.normalize("NFC", value.strip())
