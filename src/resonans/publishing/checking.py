"""Does a draft fit each of its accounts? No network call: the limits are those last read."""

from collections.abc import Iterator
from uuid import UUID

from resonans.core.errors import Invalid
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import fitting, words
from resonans.networks import queries as networks
from resonans.networks.contract import Limits, Outgoing, Ref
from resonans.networks.errors import Problem
from resonans.networks.types import Account, Health
from resonans.publishing import content
from resonans.publishing.models import Media
from resonans.publishing.types import Draft, Fit, Issue, Variant


def fits(access: Access, draft: Draft) -> tuple[Fit, ...]:
    """One Fit for each account of the draft, in its order."""
    wanted = {*draft.media, *(each for variant in draft.variants for each in variant.media or ())}
    media = content.media_by_id(access.workspace, tuple(wanted))
    return tuple(_fit(access, draft, variant, media) for variant in draft.variants)


def demand(access: Access, draft: Draft) -> None:
    """Raise Invalid unless the draft fits everywhere; `fields` names the accounts that it does not fit."""
    if not draft.variants:
        raise Invalid(
            _("Choose at least one account for this post."),
            fields={"variants": _("Choose at least one account.")},
            code="no_accounts",
        )
    fields = {
        str(fit.account): " ".join(issue.sentence for issue in fit.problems)
        for fit in fits(access, draft)
        if not fit.fits
    }
    if fields:
        raise Invalid(
            _("This post does not fit all of its accounts yet."), fields=fields, code="does_not_fit"
        )


def _fit(access: Access, draft: Draft, variant: Variant, media: dict[UUID, Media]) -> Fit:
    account = networks.account(access, variant.account)
    limits = networks.limits(access, variant.account)
    ids = draft.media if variant.media is None else variant.media
    attached = tuple(media[each] for each in ids if each in media)
    outgoing = content.of_draft(draft.text, draft.link, variant, attached, limits, network=account.network)
    found = [*_account_problems(account, draft), *fitting.problems(outgoing, limits)]
    if len(attached) < len(ids):
        found.append(Problem("media_unusable", {}, "media"))
    comment = draft.first_comment if variant.first_comment is None else variant.first_comment
    if comment:
        found.extend(_comment_problems(comment, limits))
    return Fit(
        account=account.id,
        network=account.network,
        handle=account.handle,
        length=fitting.length(outgoing, limits),
        maximum=limits.text.maximum,
        problems=tuple(_issue(problem) for problem in found),
        warnings=tuple(_warnings(account, outgoing)),
    )


def _account_problems(account: Account, draft: Draft) -> Iterator[Problem]:
    if account.health is Health.DISCONNECTED:
        yield Problem("account_disconnected", {"account": account.handle})
    if account.brand != draft.brand:
        yield Problem("wrong_brand", {"account": account.handle})


def _comment_problems(text: str, limits: Limits) -> Iterator[Problem]:
    for problem in fitting.problems(content.comment(text, Ref("0")), limits):
        if problem.where in {"text", ""}:
            yield Problem(problem.code, problem.params, "first_comment")


def _issue(problem: Problem) -> Issue:
    return Issue(problem.code, words.sentence(problem), problem.where)


def _warnings(account: Account, outgoing: Outgoing) -> Iterator[Issue]:
    for position, media in enumerate(outgoing.media):
        if not media.alt.strip() and media.mime.startswith("image/"):
            yield Issue(
                "no_description",
                _("The picture has no description, so people who cannot see it learn nothing of it."),
                f"media:{position}",
            )
        if media.mime.startswith("video/"):
            yield Issue(
                "duration_unknown",
                _("How long the video lasts is not known here; the network may refuse one that is too long."),
                f"media:{position}",
            )
    if account.health is Health.RECONNECT:
        yield Issue(
            "reconnect",
            _("This account must be reconnected first, or the post will wait for it."),
            "",
        )
