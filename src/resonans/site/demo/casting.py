"""Who is in the demo: the members of the workspace, and the accounts through which the roaster speaks."""

from dataclasses import dataclass
from uuid import UUID

from resonans.core import access as access_of
from resonans.core import queries as core
from resonans.core import users
from resonans.core.settings import settings
from resonans.core.types import Access, Role
from resonans.networks import actions
from resonans.networks.types import Account

PEOPLE = (
    ("ella@kajen.invalid", "Ella Strand", Role.EDITOR),
    ("karim@kajen.invalid", "Karim Haddad", Role.APPROVER),
    ("otto@kajen.invalid", "Otto Lind", Role.AGENT),
    ("siv@kajen.invalid", "Siv Åberg", Role.VIEWER),
)
SWEDISH = ("rosterietkajen", "Rosteriet Kajen")
ENGLISH = ("kajen.coffee", "Kajen Coffee Roasters")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts for the brand, and where it speaks."""

    owner: Access
    editor: Access
    brand: UUID
    swedish: Account
    english: Account


def assemble(owner: Access, seed: str) -> Cast:
    """Members and accounts, made where they are missing."""
    brand = core.brands(owner)[0].id
    return Cast(
        owner=owner,
        editor=_people(owner),
        brand=brand,
        swedish=_account(owner, brand, *SWEDISH, seed),
        english=_account(owner, brand, *ENGLISH, seed),
    )


def _people(owner: Access) -> Access:
    """The members; returns the editor's access."""
    slug = core.workspace(owner).slug
    there = {member.email for member in core.members(owner)}
    for email, name, role in PEOPLE:
        if email not in there:
            users.create(email, name, workspace_slug=slug, role=role)
    editor = next(member for member in core.members(owner) if member.email == PEOPLE[0][0])
    return access_of.for_member(editor.user, slug)


def _account(owner: Access, brand: UUID, handle: str, name: str, seed: str) -> Account:
    form = {"handle": handle, "name": name, "seed": seed}
    connected = actions.begin(owner, brand, "sandbox", form, f"{settings().base_url}/")
    if not isinstance(connected, Account):
        raise TypeError("The simulated network connects at once.")
    return connected
