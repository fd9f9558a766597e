"""How the server writes what it knows: Mastodon's JSON entities.

Source: docs.joinmastodon.org/entities, read 2026-11-23.
"""

import html
import re
from datetime import UTC, datetime

from tests.fakes.mastodon.world import Account, App, Media, Notification, Planned, Poll, Status, World

from resonans.core import clock

type Json = dict[str, object]

VERSION = "4.4.8"
_PART = re.compile(r"(https?://[^\s<>]+)|(?<!\w)@(\w+)(?:@([\w.-]+\w))?|(?<![\w&])#(\w+)")


def iso(at: datetime) -> str:
    """A time as Mastodon writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


class Entities:
    """Writes for one server address."""

    def __init__(self, world: World, base: str) -> None:
        self.world = world
        self.base = base
        self.domain = base.partition("://")[2]

    def account(self, one: Account) -> Json:
        url = f"https://{one.domain}/@{one.username}" if one.domain else f"{self.base}/@{one.username}"
        mine = [status for status in self.world.statuses.values() if status.account == one.id]
        picture = f"{self.base}/avatars/original/missing.png"
        return {
            "id": one.id,
            "username": one.username,
            "acct": one.acct,
            "display_name": one.display_name,
            "locked": False,
            "bot": False,
            "discoverable": True,
            "group": False,
            "created_at": iso(one.created_at.replace(hour=0, minute=0, second=0, microsecond=0)),
            "note": "",
            "url": url,
            "uri": url,
            "avatar": picture,
            "avatar_static": picture,
            "header": picture,
            "header_static": picture,
            "followers_count": len(one.followers),
            "following_count": len(one.following),
            "statuses_count": len(mine),
            "last_status_at": max((iso(status.created_at)[:10] for status in mine), default=None),
            "emojis": [],
            "fields": [],
            "roles": [],
        }

    def status(self, one: Status, viewer: str = "") -> Json:
        world, author = self.world, self.world.accounts[one.account]
        above = world.statuses.get(one.reply_to or "")
        url = f"{self.base}/@{author.username}/{one.id}"
        return {
            "id": one.id,
            "created_at": iso(one.created_at),
            "in_reply_to_id": one.reply_to,
            "in_reply_to_account_id": above.account if above else None,
            "sensitive": one.sensitive,
            "spoiler_text": one.spoiler,
            "visibility": one.visibility,
            "language": one.language,
            "uri": f"{self.base}/users/{author.username}/statuses/{one.id}",
            "url": url,
            "replies_count": sum(reply.reply_to == one.id for reply in world.statuses.values()),
            "reblogs_count": len(one.boosts),
            "favourites_count": len(one.favourites),
            "edited_at": None,
            "favourited": viewer in one.favourites,
            "reblogged": viewer in one.boosts,
            "muted": False,
            "bookmarked": False,
            "pinned": False,
            "filtered": [],
            "content": self.content(one.text),
            "reblog": None,
            "application": self.application(one.app) if one.app else None,
            "account": self.account(author),
            "media_attachments": [self.media(world.media[ident]) for ident in one.media],
            "mentions": [self._mention(person) for person in world.mentioned(one)],
            "tags": [
                {"name": tag.lower(), "url": f"{self.base}/tags/{tag.lower()}"}
                for tag in re.findall(r"(?<![\w&])#(\w+)", one.text)
            ],
            "emojis": [],
            "card": None,
            "poll": self.poll(one.poll, viewer) if one.poll else None,
        }

    def _mention(self, person: Account) -> Json:
        told = self.account(person)
        return {name: told[name] for name in ("id", "username", "url", "acct")}

    def content(self, text: str) -> str:
        """A text as HTML, with shortened links, mentions by name and hashtags."""
        paragraphs = re.split(r"\n{2,}", text.strip())
        return "".join(f"<p>{self._linked(part).replace(chr(10), '<br />')}</p>" for part in paragraphs)

    def _linked(self, text: str) -> str:
        parts, last = [], 0
        for found in _PART.finditer(text):
            parts.append(html.escape(text[last : found.start()], quote=False))
            parts.append(self._link(found))
            last = found.end()
        return "".join((*parts, html.escape(text[last:], quote=False)))

    def _link(self, found: re.Match[str]) -> str:
        url, name, domain, tag = found.groups()
        if url:
            scheme, rest = re.match(r"(https?://(?:www\.)?)(.*)", url, re.DOTALL).groups()  # type: ignore[union-attr]  # every url begins so
            shown, hidden = rest[:30], rest[30:]
            ellipsis = ' class="ellipsis"' if hidden else ' class=""'
            target = html.escape(url)
            return (
                f'<a href="{target}" target="_blank" rel="nofollow noopener" translate="no">'
                f'<span class="invisible">{scheme}</span>'
                f"<span{ellipsis}>{html.escape(shown, quote=False)}</span>"
                f'<span class="invisible">{html.escape(hidden, quote=False)}</span></a>'
            )
        if name:
            home = f"https://{domain}" if domain else self.base
            known = any(
                (one.username, one.domain) == (name, domain or "") for one in self.world.accounts.values()
            )
            if not known:
                return html.escape(found.group(), quote=False)
            return (
                f'<span class="h-card" translate="no"><a href="{home}/@{name}" class="u-url mention">'
                f"@<span>{name}</span></a></span>"
            )
        target = f"{self.base}/tags/{tag.lower()}"
        return f'<a href="{target}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'

    def media(self, one: Media) -> Json:
        ready = one.ready_at <= clock.now() and not one.fails
        address = f"{self.base}/system/media_attachments/{one.id}"
        return {
            "id": one.id,
            "type": one.kind,
            "url": address if ready else None,
            "preview_url": f"{address}/small",
            "remote_url": None,
            "text_url": None,
            "meta": {"original": {"width": 800, "height": 600, "size": "800x600", "aspect": 1.333}},
            "description": one.description or None,
            "blurhash": "UFBWY:8_0Jxv4mx]t8t64.%M-:IUWGAAt6M}",
        }

    def poll(self, one: Poll, viewer: str) -> Json:
        chosen = list(one.votes.values())
        return {
            "id": one.id,
            "expires_at": iso(one.expires_at),
            "expired": one.expires_at <= clock.now(),
            "multiple": one.multiple,
            "votes_count": sum(len(choices) for choices in chosen),
            "voters_count": len(chosen),
            "voted": viewer in one.votes,
            "own_votes": one.votes.get(viewer, []),
            "options": [
                {"title": title, "votes_count": sum(index in choices for choices in chosen)}
                for index, title in enumerate(one.options)
            ],
            "emojis": [],
        }

    def notification(self, one: Notification) -> Json:
        told: Json = {
            "id": one.id,
            "type": one.kind,
            "created_at": iso(one.at),
            "group_key": f"ungrouped-{one.id}",
            "account": self.account(self.world.accounts[one.by]),
        }
        if one.status and one.status in self.world.statuses:
            told["status"] = self.status(self.world.statuses[one.status], one.to)
        return told

    def planned(self, one: Planned) -> Json:
        return {"id": one.id, "scheduled_at": iso(one.at), "params": one.params, "media_attachments": []}

    def application(self, app: App) -> Json:
        return {"name": app.name, "website": app.website}

    def configuration(self) -> Json:
        rules = self.world.rules
        return {
            "urls": {"streaming": self.base.replace("http", "ws", 1)},
            "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
            "statuses": {
                "max_characters": rules.max_characters,
                "max_media_attachments": 4,
                "characters_reserved_per_url": 23,
            },
            "media_attachments": {
                "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"],
                "description_limit": 1500,
                "image_size_limit": 16_777_216,
                "image_matrix_limit": 33_177_600,
                "video_size_limit": 103_809_024,
                "video_frame_rate_limit": 120,
                "video_matrix_limit": 8_294_400,
            },
            "polls": {
                "max_options": 4,
                "max_characters_per_option": 50,
                "min_expiration": 300,
                "max_expiration": 2_629_746,
            },
            "translation": {"enabled": False},
        }

    def instance_v2(self) -> Json:
        return {
            "domain": self.domain,
            "title": "Kajen's harbour",
            "version": VERSION,
            "source_url": "https://github.com/mastodon/mastodon",
            "description": "A server for tests.",
            "usage": {"users": {"active_month": len(self.world.accounts)}},
            "thumbnail": {"url": f"{self.base}/preview.png"},
            "icon": [],
            "languages": ["sv", "en"],
            "configuration": self.configuration(),
            "registrations": {"enabled": False, "approval_required": False, "message": None},
            "api_versions": {"mastodon": 6},
            "contact": {"email": "", "account": None},
            "rules": [],
        }

    def instance_v1(self) -> Json:
        return {
            "uri": self.domain,
            "title": "Kajen's harbour",
            "short_description": "A server for tests.",
            "description": "",
            "email": "",
            "version": VERSION,
            "urls": {"streaming_api": self.base.replace("http", "ws", 1)},
            "stats": {"user_count": 1, "status_count": len(self.world.statuses), "domain_count": 1},
            "thumbnail": None,
            "languages": ["sv"],
            "registrations": False,
            "approval_required": False,
            "invites_enabled": False,
            "configuration": self.configuration(),
            "contact_account": None,
            "rules": [],
        }
