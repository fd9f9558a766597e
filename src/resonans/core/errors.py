"""What can go wrong in any room, named by what the caller does next.

Messages speak to the person at the screen: what happened, to what, what to do. They are translatable
strings of the room that raises them.
"""

from collections.abc import Mapping


class ResonansError(Exception):
    """The root: a message in words, and a stable code for the API."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class NotAllowed(ResonansError):
    """The role or the token's scopes do not permit it: ask an owner."""

    code = "not_allowed"


class NotFound(ResonansError):
    """There is no such thing in this workspace, whether or not another one has it."""

    code = "not_found"


class Invalid(ResonansError):
    """The input must change; `fields` says where, in words, by field name ("" for the whole)."""

    code = "invalid"

    def __init__(
        self, message: str, *, fields: Mapping[str, str] | None = None, code: str | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.fields = dict(fields or {})


class Conflict(ResonansError):
    """Somebody or something else was first: look at the present state, then decide."""

    code = "conflict"


class NotSignedIn(ResonansError):
    """We do not know who asks: the token is unknown, expired or revoked, or there is no session."""

    code = "not_signed_in"


class TooMany(ResonansError):
    """Asked too often; the same may be asked again after `after_s` seconds."""

    code = "too_many"

    def __init__(self, message: str, *, after_s: float, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.after_s = after_s
