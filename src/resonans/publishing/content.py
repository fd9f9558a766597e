"""What an account is told to say: post and variant put together, as one `Outgoing`."""

from uuid import UUID

from resonans.core import access as access_of
from resonans.networks import queries as networks
from resonans.networks.contract import Limits, LinkCard, Outgoing, Poll, Ref, Verb
from resonans.networks.contract import Media as MediaOut
from resonans.networks.errors import Problem, Rejected
from resonans.networks.outgoing import Withdrawn
from resonans.networks.registry import connector
from resonans.publishing import renditions
from resonans.publishing.models import Delivery, Media, Post, Variant
from resonans.publishing.types import Link, PollDraft
from resonans.publishing.types import Variant as VariantValue


def of_delivery(row: Delivery) -> Outgoing:
    """What this delivery says now, its images fitted to the account's limits. Raises Withdrawn, Rejected."""
    variants = Variant.objects.select_related("post").filter(post__deleted_at__isnull=True)
    variant = variants.filter(post_id=row.post_id, account_id=row.account_id).first()
    if variant is None:
        raise Withdrawn
    post = variant.post
    if row.is_first_comment:
        return comment(comment_text(post, variant), _parent(row))
    access = access_of.for_worker(row.workspace_id)
    limits = networks.limits(access, row.account_id)
    fitted = tuple(renditions.fitted(media, limits.media) for media in media_of(post, variant))
    return put_together(
        text=post.text if variant.text is None else variant.text,
        link=link_value(variant.link) if variant.link is not None else link_value(post.link),
        media=fitted,
        variant=variant_value(variant),
        network=networks.account(access, row.account_id).network,
    )


def of_draft(
    text: str,
    link: Link | None,
    variant: VariantValue,
    media: tuple[Media, ...],
    limits: Limits,
    *,
    network: str,
) -> Outgoing:
    """What a draft would say on one account, its images as they would be fitted."""
    return put_together(
        text=text if variant.text is None else variant.text,
        link=link if variant.link is None else variant.link,
        media=tuple(renditions.foreseen(each, limits.media) for each in media),
        variant=variant,
        network=network,
    )


def put_together(
    *, text: str, link: Link | None, media: tuple[MediaOut, ...], variant: VariantValue, network: str
) -> Outgoing:
    """One account's words, media and choices as the contract wants them.

    A link is a card where the network has cards and nothing else is attached. Elsewhere its address ends the
    text, unless the text holds it already, so that the link is never lost.
    """
    poll = variant.poll
    card = None
    if link is not None and link.url:
        has_cards = Verb.LINK_CARD in connector(network).declaration.verbs
        if has_cards and not media and poll is None:
            card = LinkCard(link.url, link.title, link.description)
        elif link.url not in text:
            text = f"{text}\n\n{link.url}".lstrip()
    return Outgoing(
        text=text,
        media=media,
        link=card,
        title=variant.title,
        language=variant.language,
        visibility=variant.visibility,
        content_warning=variant.content_warning,
        poll=Poll(poll.options, poll.closes_after_s, poll.multiple) if poll is not None else None,
        place=variant.place,
    )


def comment(text: str, parent: Ref | None) -> Outgoing:
    """A first comment below its post."""
    return Outgoing(text=text, reply_to=parent, reply_root=parent)


def comment_text(post: Post, variant: Variant) -> str:
    """The first comment on this account; "" for none."""
    return post.first_comment if variant.first_comment is None else variant.first_comment


def media_of(post: Post, variant: Variant) -> tuple[Media, ...]:
    """The account's media, in order."""
    owner = variant if variant.has_media else None
    attached = post.attachments.filter(variant=owner).order_by("position").select_related("media")
    return tuple(each.media for each in attached)


def variant_value(row: Variant) -> VariantValue:
    """The variant as it crosses rooms."""
    options = dict(row.options)
    poll = options.pop("poll", None)
    own = row.attachments.order_by("position").values_list("media_id", flat=True) if row.has_media else None
    return VariantValue(
        account=row.account_id,
        text=row.text,
        media=tuple(own) if own is not None else None,
        link=link_value(row.link),
        first_comment=row.first_comment,
        poll=PollDraft(**{**poll, "options": tuple(poll["options"])}) if poll else None,
        **options,
    )


def link_value(stored: dict[str, str] | None) -> Link | None:
    """A link as it was stored."""
    return Link(**stored) if stored else None


def media_by_id(workspace: UUID, ids: tuple[UUID, ...]) -> dict[UUID, Media]:
    """The workspace's media among these ids."""
    return {row.pk: row for row in Media.objects.filter(workspace_id=workspace, pk__in=ids)}


def _parent(row: Delivery) -> Ref:
    parent = row.after
    if parent is None or not parent.remote_id:
        raise Rejected(Problem("post_address_unknown"))
    return Ref(parent.remote_id, parent.remote_revision, parent.remote_url)
