"""What is sent: a post's record with its facets and embeds, as the JSON that goes over the wire."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from atproto_client.utils.facet_detection import detect_facets, detect_mentions

from resonans.networks.contract import LinkCard, Media, Outgoing, Ref, Ticket
from resonans.networks.errors import Problem, Rejected

POST = "app.bsky.feed.post"

type Json = dict[str, Any]
type Upload = Callable[[Media], Json]
"""Takes a file, gives the blob reference that a record holds."""
type Resolve = Callable[[str], str]
"""Takes a handle, gives its DID, or "" where nobody has it."""


def post(outgoing: Outgoing, ticket: Ticket, upload: Upload, resolve: Resolve) -> Json:
    """The record of `outgoing`; the same again for the same input.

    Raises Rejected for a link card beside images whose address the text does not hold: Bluesky shows one of
    both, and the link would be lost.
    """
    record: Json = {"$type": POST, "text": outgoing.text, "createdAt": instant(ticket.created_at)}
    marks = facets(outgoing.text, resolve)
    if marks:
        record["facets"] = marks
    if outgoing.language:
        record["langs"] = [outgoing.language]
    if outgoing.reply_to is not None:
        root = outgoing.reply_root or outgoing.reply_to
        record["reply"] = {"root": strong(root), "parent": strong(outgoing.reply_to)}
    shown = _embed(outgoing, upload)
    if shown:
        record["embed"] = shown
    return record


def facets(text: str, resolve: Resolve) -> list[Json]:
    """Links, tags and mentions of `text`, by offsets into its UTF-8 bytes, in their order.

    A mention whose handle nobody has stays plain text.
    """
    found: list[Json] = [_plain(facet) for facet in detect_facets(text)]
    for mention in detect_mentions(text):
        did = resolve(mention.handle)
        if did:
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": did}
            index = {"byteStart": mention.byte_start, "byteEnd": mention.byte_end}
            found.append({"index": index, "features": [feature]})
    return sorted(found, key=lambda facet: facet["index"]["byteStart"])


def instant(at: datetime) -> str:
    """A time as atproto writes it, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def strong(ref: Ref) -> Json:
    """A reference to one revision of a record."""
    return {"uri": ref.id, "cid": ref.revision}


def create_only(repo: str, key: str, record: Json) -> bytes:
    """The body of a putRecord that makes a record but never changes one.

    `swapRecord: null` says that there must be no record yet. The library's models leave a null out, and then
    the same call overwrites; so these bytes are made here.
    """
    body = {"repo": repo, "collection": POST, "rkey": key, "record": record, "swapRecord": None}
    return msgspec.json.encode(body)


def _plain(facet: Any) -> Json:
    found: Json = facet.model_dump(exclude_none=True, by_alias=True)
    return {"index": _without_type(found["index"]), "features": found["features"]}


def _without_type(value: Json) -> Json:
    return {name: each for name, each in value.items() if name != "$type"}


def _embed(outgoing: Outgoing, upload: Upload) -> Json | None:
    media = _media(outgoing, upload)
    if outgoing.quote is None:
        return media
    quoted: Json = {"$type": "app.bsky.embed.record", "record": strong(outgoing.quote)}
    if media is None:
        return quoted
    return {"$type": "app.bsky.embed.recordWithMedia", "record": quoted, "media": media}


def _media(outgoing: Outgoing, upload: Upload) -> Json | None:
    if outgoing.media:
        if outgoing.link is not None and outgoing.link.url not in outgoing.text:
            raise Rejected(Problem("link_beside_images", where="link"))
        images = [_image(each, upload) for each in outgoing.media]
        return {"$type": "app.bsky.embed.images", "images": images}
    return _card(outgoing.link, upload) if outgoing.link is not None else None


def _image(media: Media, upload: Upload) -> Json:
    shown: Json = {"alt": media.alt, "image": upload(media)}
    if media.width and media.height:
        shown["aspectRatio"] = {"width": media.width, "height": media.height}
    return shown


def _card(link: LinkCard, upload: Upload) -> Json:
    external: Json = {
        "uri": link.url,
        "title": link.title or urlsplit(link.url).hostname or link.url,
        "description": link.description,
    }
    if link.image is not None:
        external["thumb"] = upload(link.image)
    return {"$type": "app.bsky.embed.external", "external": external}
