"""What a post is to say, as it is sent and as it is shown."""

from dataclasses import replace
from uuid import UUID

from ninja import Schema
from pydantic import Field

from resonans.api.request import Input
from resonans.publishing.types import Draft, Link, PollDraft, Post, Variant

_TEXT = 100_000


class LinkIn(Input):
    """A link shown as a card."""

    url: str = Field(max_length=2000)
    title: str = Field("", max_length=500)
    description: str = Field("", max_length=2000)


class PollIn(Input):
    """A question's answers."""

    options: list[str] = Field(max_length=20)
    closes_after_s: int = Field(ge=1, le=10_000_000)
    multiple: bool = False


class VariantIn(Input):
    """What one account is to say; null: as the post says."""

    account: UUID
    text: str | None = Field(None, max_length=_TEXT)
    media: list[UUID] | None = Field(None, max_length=50)
    link: LinkIn | None = None
    first_comment: str | None = Field(None, max_length=_TEXT)
    title: str = Field("", max_length=500)
    visibility: str = Field("", max_length=40)
    content_warning: str = Field("", max_length=500)
    language: str = Field("", max_length=8)
    place: str = Field("", max_length=500)
    poll: PollIn | None = None


class DraftIn(Input):
    """What a post is to say. `variants` names the accounts, one each."""

    brand: UUID
    text: str = Field("", max_length=_TEXT)
    media: list[UUID] = Field([], max_length=50, description="Ids of uploaded media.")
    variants: list[VariantIn] = Field([], max_length=50)
    link: LinkIn | None = None
    first_comment: str = Field("", max_length=_TEXT)


class DraftChange(Input):
    """Only what is sent changes; lists as a whole. `link` null takes the link away."""

    brand: UUID | None = None
    text: str | None = Field(None, max_length=_TEXT)
    media: list[UUID] | None = Field(None, max_length=50)
    variants: list[VariantIn] | None = Field(None, max_length=50)
    link: LinkIn | None = None
    first_comment: str | None = Field(None, max_length=_TEXT)
    revision: int | None = Field(
        None, ge=0, le=2**31, description="Refused with 409 if somebody edited since."
    )


class LinkOut(Schema):
    """A link shown as a card."""

    url: str
    title: str
    description: str


class PollOut(Schema):
    """A question's answers."""

    options: list[str]
    closes_after_s: int
    multiple: bool


class VariantOut(Schema):
    """What one account is to say; null: as the post says."""

    account: UUID
    text: str | None
    media: list[UUID] | None
    link: LinkOut | None
    first_comment: str | None
    title: str
    visibility: str
    content_warning: str
    language: str
    place: str
    poll: PollOut | None


def draft(given: DraftIn) -> Draft:
    """What was sent, as publishing takes it."""
    return Draft(
        brand=given.brand,
        text=given.text,
        media=tuple(given.media),
        variants=tuple(map(_variant, given.variants)),
        link=_link(given.link),
        first_comment=given.first_comment,
    )


def changed(post: Post, change: DraftChange) -> Draft:
    """What the post says now, with what was sent in its place."""
    before = Draft(
        brand=post.brand,
        text=post.text,
        media=tuple(item.id for item in post.media),
        variants=post.variants,
        link=post.link,
        first_comment=post.first_comment,
    )
    return replace(
        before,
        brand=change.brand or before.brand,
        text=before.text if change.text is None else change.text,
        media=before.media if change.media is None else tuple(change.media),
        variants=before.variants if change.variants is None else tuple(map(_variant, change.variants)),
        link=_link(change.link) if "link" in change.model_fields_set else before.link,
        first_comment=before.first_comment if change.first_comment is None else change.first_comment,
    )


def _variant(given: VariantIn) -> Variant:
    poll = given.poll
    return Variant(
        account=given.account,
        text=given.text,
        media=None if given.media is None else tuple(given.media),
        link=_link(given.link),
        first_comment=given.first_comment,
        title=given.title,
        visibility=given.visibility,
        content_warning=given.content_warning,
        language=given.language,
        place=given.place,
        poll=PollDraft(tuple(poll.options), poll.closes_after_s, poll.multiple) if poll else None,
    )


def _link(given: LinkIn | None) -> Link | None:
    return Link(given.url, given.title, given.description) if given else None
