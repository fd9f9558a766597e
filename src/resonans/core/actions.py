"""What members do to their workspace, its brands and each other."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.text import slugify

from resonans.core import brands, clock, models, values
from resonans.core.audit import announce, record
from resonans.core.errors import Conflict, Invalid, NotAllowed, NotFound
from resonans.core.permissions import Permission, require
from resonans.core.types import Access, Brand, Member, NewBrand, Role, User, Workspace
from resonans.core.validation import clean_name
from resonans.core.words import _

_THEMES = ("", "light", "dark")


def open_workspace(access: Access, name: str, brand: NewBrand) -> Workspace:
    """Open another workspace beside this one, with its first brand; whoever asks becomes its owner."""
    require(access, Permission.MANAGE_MEMBERS)
    person = _person(access)
    with transaction.atomic():
        row = make_workspace(name, brand)
        member = models.Member.objects.create(workspace=row, user=person.user, role=Role.OWNER)
        record(Access(row.pk, Role.OWNER, member.pk), "workspace.open", f"workspace:{row.pk}")
    return values.workspace(row)


def make_workspace(name: str, brand: NewBrand, *, is_demo: bool = False) -> models.Workspace:
    """The rows of a new workspace and its first brand. Inside this room: the caller has checked who asks."""
    name, brand = clean_name(name, "workspace"), brands.clean(brand)
    with transaction.atomic():
        row = _with_free_slug(name, is_demo=is_demo)
        models.Brand.objects.create(
            workspace=row,
            name=brand.name,
            timezone=brand.timezone,
            currency=brand.currency,
            language=brand.language,
        )
    return row


def rename_workspace(access: Access, name: str) -> Workspace:
    """Change the name; the address keeps its slug, so that links go on working."""
    require(access, Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        row = _locked_workspace(access)
        row.name = clean_name(name)
        row.save(update_fields=["name"])
        record(access, "workspace.rename", f"workspace:{row.pk}", {"name": row.name})
    return values.workspace(row)


def create_brand(access: Access, new: NewBrand) -> Brand:
    """Add a brand. Raises Invalid for a field that must change, Conflict if the name is taken."""
    require(access, Permission.MANAGE_BRANDS)
    new = brands.clean(new)
    with transaction.atomic():
        row = models.Brand(
            workspace_id=access.workspace,
            name=new.name,
            timezone=new.timezone,
            currency=new.currency,
            language=new.language,
        )
        _save_brand(row)
        record(access, "brand.create", f"brand:{row.pk}", {"name": row.name})
        announce(access, "brand", f"brand:{row.pk}")
    return values.brand(row)


def change_brand(
    access: Access,
    brand: UUID,
    *,
    name: str | None = None,
    timezone: str | None = None,
    currency: str | None = None,
    language: str | None = None,
) -> Brand:
    """Change what is given. A new zone cuts days anew from now on; posts keep their wall times."""
    require(access, Permission.MANAGE_BRANDS)
    with transaction.atomic():
        row = _brand(access, brand)
        before = NewBrand(row.name, row.timezone, row.currency, row.language)
        after = brands.clean(
            NewBrand(
                row.name if name is None else name,
                row.timezone if timezone is None else timezone,
                row.currency if currency is None else currency,
                row.language if language is None else language,
            )
        )
        if after != before:
            row.name, row.timezone = after.name, after.timezone
            row.currency, row.language = after.currency, after.language
            _save_brand(row)
            changed = {
                field: getattr(after, field)
                for field in ("name", "timezone", "currency", "language")
                if getattr(after, field) != getattr(before, field)
            }
            record(access, "brand.change", f"brand:{row.pk}", changed)
            announce(access, "brand", f"brand:{row.pk}")
    return values.brand(row)


def delete_brand(access: Access, brand: UUID) -> None:
    """Delete a brand on which nothing hangs. Raises Conflict for the last one, or while it has accounts."""
    require(access, Permission.MANAGE_BRANDS)
    with transaction.atomic():
        _locked_workspace(access)
        row = _brand(access, brand)
        if models.Brand.objects.filter(workspace=access.workspace).count() == 1:
            raise Conflict(
                _("A workspace keeps at least one brand. Make another before you delete this one.")
            )
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError as error:
            raise Conflict(
                _("“%(name)s” still has accounts or posts. Move or delete those first.") % {"name": row.name}
            ) from error
        record(access, "brand.delete", f"brand:{brand}", {"name": row.name})
        announce(access, "brand", f"brand:{brand}")


def change_role(access: Access, member: UUID, role: Role) -> Member:
    """Give a member another role. Raises Conflict if the workspace would be left without an owner."""
    require(access, Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        _locked_workspace(access)
        row = _member(access, member)
        if row.role != role:
            _keep_an_owner(row, becomes=role)
            before, row.role = row.role, role
            row.save(update_fields=["role"])
            record(access, "member.change_role", f"member:{row.pk}", {"from": before, "to": role.value})
            announce(access, "member", f"member:{row.pk}")
    return values.member(row)


def remove_member(access: Access, member: UUID) -> None:
    """Take a member out, with their tokens. What they made stays. Raises Conflict for the last owner."""
    require(access, Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        _locked_workspace(access)
        row = _member(access, member)
        _take_out(row)
        record(access, "member.remove", f"member:{row.pk}", {"role": row.role})
        announce(access, "member", f"member:{row.pk}")


def leave(access: Access) -> None:
    """Leave the workspace. Raises Conflict for the last owner, NotAllowed for what is not a person."""
    with transaction.atomic():
        _locked_workspace(access)
        row = _person(access)
        _take_out(row)
        record(access, "member.leave", f"member:{row.pk}", {"role": row.role})
        announce(access, "member", f"member:{row.pk}")


def change_user(
    user: UUID, *, name: str | None = None, language: str | None = None, theme: str | None = None
) -> User:
    """A person's own name, language and theme ("" lets the browser decide)."""
    row = models.User.objects.filter(pk=user).first()
    if row is None:
        raise NotFound(_("There is no such person."))
    if name is not None:
        row.name = clean_name(name)
    if language is not None:
        if language and language not in brands.languages():
            problem = _("There is no language “%(code)s”. Choose one such as en or sv.") % {
                "code": language[:8]
            }
            raise Invalid(problem, fields={"language": problem})
        row.language = language
    if theme is not None:
        if theme not in _THEMES:
            problem = _("The theme is light, dark, or left to the browser.")
            raise Invalid(problem, fields={"theme": problem})
        row.theme = theme
    row.save(update_fields=["name", "language", "theme"])
    return values.user(row)


def _locked_workspace(access: Access) -> models.Workspace:
    """The workspace's row, locked until the transaction ends: changes to its members queue up behind it."""
    row = models.Workspace.objects.select_for_update().filter(pk=access.workspace).first()
    if row is None:
        raise NotFound(_("There is no such workspace, or you are not a member of it."))
    return row


def _with_free_slug(name: str, *, is_demo: bool) -> models.Workspace:
    base = "demo" if is_demo else slugify(name)[:50].strip("-_") or "workspace"
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        try:
            with transaction.atomic():
                return models.Workspace.objects.create(name=name, slug=slug, is_demo=is_demo)
        except IntegrityError:
            if not models.Workspace.objects.filter(slug=slug).exists():
                raise
            number += 1


def _brand(access: Access, brand: UUID) -> models.Brand:
    row = models.Brand.objects.select_for_update().filter(workspace=access.workspace, pk=brand).first()
    if row is None:
        raise NotFound(_("There is no such brand in this workspace."))
    return row


def _save_brand(row: models.Brand) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(
            _("There is already a brand “%(name)s”. Choose another name.") % {"name": row.name},
            code="name_taken",
        ) from error


def _member(access: Access, member: UUID) -> models.Member:
    row = (
        models.Member.objects.select_related("user")
        .filter(workspace=access.workspace, pk=member, left_at__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such member in this workspace."))
    return row


def _person(access: Access) -> models.Member:
    if access.member is None or access.token is not None:
        raise NotAllowed(_("Only a person who is signed in can do this."))
    return _member(access, access.member)


def _keep_an_owner(row: models.Member, *, becomes: Role | None) -> None:
    if row.role != Role.OWNER or becomes == Role.OWNER:
        return
    others = models.Member.objects.filter(
        workspace=row.workspace_id, role=Role.OWNER, left_at__isnull=True, user__is_active=True
    ).exclude(pk=row.pk)
    if not others.exists():
        raise Conflict(
            _("%(name)s is the last owner. Make somebody else an owner first.") % {"name": row.user},
            code="last_owner",
        )


def _take_out(row: models.Member) -> None:
    _keep_an_owner(row, becomes=None)
    row.left_at = clock.now()
    row.save(update_fields=["left_at"])
    models.ApiToken.objects.filter(member=row, revoked_at__isnull=True).update(revoked_at=row.left_at)
