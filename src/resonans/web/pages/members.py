"""Settings: who is in the workspace, who is invited, and what each may do."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from resonans.core import actions, invitations, mail, queries
from resonans.core.errors import Conflict
from resonans.core.permissions import Permission, may
from resonans.core.types import Access, Invited, Role
from resonans.core.words import _
from resonans.web import request as requests
from resonans.web.forms import REFUSALS, ROLES, InviteForm, explain


@never_cache
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """The list; a new invitation's link is shown once, in the answer to the form."""
    access = requests.access(request, slug)
    form = InviteForm(request.POST or None, initial={"role": Role.EDITOR.value})
    invited = None
    if request.method == "POST" and form.is_valid():
        try:
            invited = invitations.invite(access, form.cleaned_data["email"], Role(form.cleaned_data["role"]))
        except REFUSALS as error:
            explain(form, error)
        else:
            form = InviteForm(initial={"role": Role.EDITOR.value})
    return _page(request, access, form=form, invited=invited)


@require_POST
@never_cache
def invitation(request: HttpRequest, slug: str, invitation: UUID) -> HttpResponse:
    """Renew an invitation, or take it back."""
    access = requests.access(request, slug)
    if "withdraw" in request.POST:
        invitations.withdraw(access, invitation)
        return _done(request, slug, _("The invitation was taken back. Its link no longer opens."))
    return _page(request, access, form=InviteForm(), invited=invitations.renew(access, invitation))


@require_POST
def change_role(request: HttpRequest, slug: str, member: UUID) -> HttpResponse:
    """Give a member another role."""
    access = requests.access(request, slug)
    try:
        changed = actions.change_role(access, member, Role(request.POST.get("role", "")))
    except Conflict as error:
        return _page(request, access, form=InviteForm(), problem=error.message)
    words = _("%(name)s is now %(role)s.") % {
        "name": changed.name or changed.email,
        "role": _(ROLES[changed.role][0]).lower(),
    }
    return _done(request, slug, words)


@require_POST
def remove(request: HttpRequest, slug: str, member: UUID) -> HttpResponse:
    """Take a member out. What they did stays under their name."""
    access = requests.access(request, slug)
    leaving = queries.member(access, member)
    try:
        actions.remove_member(access, member)
    except Conflict as error:
        return _page(request, access, form=InviteForm(), problem=error.message)
    return _done(request, slug, _("%(name)s was removed.") % {"name": leaving.name or leaving.email})


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave the workspace oneself."""
    access = requests.access(request, slug)
    try:
        actions.leave(access)
    except Conflict as error:
        return _page(request, access, form=InviteForm(), problem=error.message)
    return requests.see_other(request, reverse("web:workspaces"))


def _done(request: HttpRequest, slug: str, words: str) -> HttpResponse:
    return requests.see_other(request, reverse("web:members", args=[slug]), toast=words)


def _page(
    request: HttpRequest,
    access: Access,
    *,
    form: InviteForm,
    invited: Invited | None = None,
    problem: str = "",
) -> HttpResponse:
    manages = may(access, Permission.MANAGE_MEMBERS)
    context = {
        "section": "settings",
        "tab": "members",
        "members": queries.members(access),
        "pending": invitations.pending(access) if manages else (),
        "role_words": {role: _(name) for role, (name, _may) in ROLES.items()},
        "form": form,
        "invited": invited,
        "problem": problem,
        "mail_is_on": mail.is_on(),
    }
    refused = bool(form.errors or problem)
    return render(request, "pages/members.html", context, status=422 if refused else 200)
