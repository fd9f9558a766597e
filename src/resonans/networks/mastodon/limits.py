"""What a post must fit, as the server itself tells it."""

from datetime import date

from resonans.networks.contract import Limits, MediaRule, PollRule, TextRule
from resonans.networks.mastodon.shapes import Instance

SOURCE = "https://docs.joinmastodon.org/entities/Instance/"
_AS_OF = date(2026, 11, 23)
VISIBILITIES = ("public", "unlisted", "private", "direct")
_DEFAULT = Instance(version="")


def limits_of(instance: Instance = _DEFAULT) -> Limits:
    """Limits by a server's description; without one, Mastodon's defaults."""
    rules = instance.configuration
    texts, files, polls = rules.statuses, rules.media_attachments, rules.polls
    known = files.supported_mime_types
    return Limits(
        text=TextRule(
            maximum=instance.max_toot_chars or texts.max_characters,
            unit="graphemes",
            url_length=texts.characters_reserved_per_url,
            remote_mention_is_name_only=True,
        ),
        media=MediaRule(
            images_maximum=texts.max_media_attachments,
            image_types=tuple(mime for mime in known if mime.startswith("image/")),
            image_bytes=files.image_size_limit,
            image_pixels=files.image_matrix_limit,
            videos_maximum=1,
            video_types=tuple(mime for mime in known if mime.startswith("video/")),
            video_bytes=files.video_size_limit,
            alt_maximum=files.description_limit,
        ),
        poll=PollRule(
            options_minimum=2,
            options_maximum=polls.max_options,
            option_length=polls.max_characters_per_option,
            closes_minimum_s=polls.min_expiration,
            closes_maximum_s=polls.max_expiration,
        ),
        visibilities=VISIBILITIES,
        content_warning=True,
        content_warning_counts=True,
        source=SOURCE,
        as_of=_AS_OF,
    )
