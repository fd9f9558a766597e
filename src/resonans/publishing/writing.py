"""A draft as it is written down, and read again."""

from dataclasses import asdict
from uuid import UUID

from resonans.core import queries as core
from resonans.core.errors import Invalid
from resonans.core.types import Access
from resonans.core.words import _
from resonans.networks import queries as networks
from resonans.publishing import content
from resonans.publishing.models import Attachment, Media, Post, Variant
from resonans.publishing.types import Draft
from resonans.publishing.types import Variant as VariantValue

TEXT_MAXIMUM = 100_000
"""More than any network takes; a guard against mistakes."""


def demand_writable(access: Access, draft: Draft) -> None:
    """Raise Invalid or NotFound unless the draft names only what is in this workspace, each account once."""
    core.brand(access, draft.brand)
    accounts = [variant.account for variant in draft.variants]
    for account in accounts:
        networks.account(access, account)
    if len(set(accounts)) < len(accounts):
        raise Invalid(
            _("An account is named twice."), fields={"variants": _("Name each account once.")}, code="twice"
        )
    wanted = {*draft.media, *(each for variant in draft.variants for each in variant.media or ())}
    if len(content.media_by_id(access.workspace, tuple(wanted))) < len(wanted):
        raise Invalid(
            _("One of the pictures or videos is not there any more."),
            fields={"media": _("Remove what is not there any more.")},
            code="media_unusable",
        )
    for text in _texts(draft):
        if "\x00" in text:
            raise Invalid(_("The text holds a character that cannot be stored."), code="bad_character")
        if len(text) > TEXT_MAXIMUM:
            raise Invalid(_("The text is far too long."), fields={"text": _("Shorten it.")}, code="too_long")


def _texts(draft: Draft) -> list[str]:
    texts = [draft.text, draft.first_comment, *_link_texts(draft)]
    for variant in draft.variants:
        texts += [variant.text or "", variant.first_comment or "", variant.title, variant.content_warning]
        texts += [variant.visibility, variant.language, variant.place]
        texts += variant.poll.options if variant.poll else ()
    return texts


def _link_texts(draft: Draft) -> list[str]:
    links = [draft.link, *(variant.link for variant in draft.variants)]
    return [text for link in links if link is not None for text in (link.url, link.title, link.description)]


def write(post: Post, draft: Draft) -> None:
    """Write a draft over the post's content, in the caller's transaction."""
    post.brand_id = draft.brand
    post.text = draft.text
    post.link = asdict(draft.link) if draft.link else None
    post.first_comment = draft.first_comment
    post.save()
    post.attachments.all().delete()
    kept = [variant.account for variant in draft.variants]
    post.variants.exclude(account_id__in=kept).delete()
    _attach(post, None, draft.media)
    for position, value in enumerate(draft.variants):
        row = _write_variant(post, position, value)
        if value.media is not None:
            _attach(post, row, value.media)


def _write_variant(post: Post, position: int, value: VariantValue) -> Variant:
    options = {
        "title": value.title,
        "visibility": value.visibility,
        "content_warning": value.content_warning,
        "language": value.language,
        "place": value.place,
        "poll": asdict(value.poll) if value.poll else None,
    }
    row, _made = Variant.objects.update_or_create(
        post=post,
        account_id=value.account,
        defaults={
            "position": position,
            "text": value.text,
            "has_media": value.media is not None,
            "link": asdict(value.link) if value.link is not None else None,
            "first_comment": value.first_comment,
            "options": options,
        },
    )
    return row


def _attach(post: Post, variant: Variant | None, media: tuple[UUID, ...]) -> None:
    Attachment.objects.bulk_create(
        Attachment(post=post, variant=variant, media_id=each, position=position)
        for position, each in enumerate(media)
    )


def read(post: Post) -> Draft:
    """The draft as it was written last."""
    attached = post.attachments.filter(variant=None).order_by("position").values_list("media_id", flat=True)
    return Draft(
        brand=post.brand_id,
        text=post.text,
        media=tuple(attached),
        variants=tuple(content.variant_value(row) for row in post.variants.order_by("position", "pk")),
        link=content.link_value(post.link),
        first_comment=post.first_comment,
    )


def uses(media: Media) -> int:
    """How many posts that are not deleted use it."""
    return Post.objects.filter(attachments__media=media, deleted_at__isnull=True).distinct().count()
