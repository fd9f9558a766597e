"""What Bluesky can do, what it takes, and what its numbers mean."""

from datetime import date

from resonans.networks.contract import (
    Absence,
    AbsenceKind,
    Declaration,
    Definition,
    FormField,
    Limits,
    MediaRule,
    MetricField,
    Observed,
    TextRule,
    Verb,
    say,
)

LIMITS = Limits(
    text=TextRule(maximum=300, unit="graphemes", bytes_maximum=3000),
    media=MediaRule(
        images_maximum=4,
        image_types=("image/jpeg", "image/png", "image/webp"),
        image_bytes=1_000_000,
        alt_maximum=2000,
    ),
    source="https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky (feed/post, embed/images)",
    as_of=date(2026, 11, 23),
)
"""Images: the lexicon allows 2,000,000 bytes since 2026, but servers in use still refuse more than a million.

The lexicon sets no length for alt text; the official app stops at 2,000 characters.
"""


def _counter(field: MetricField, name: str) -> Definition:
    return Definition(field, Observed.LIFETIME_COUNTER, name, "2026-11")


def _gauge(field: MetricField, name: str) -> Definition:
    return Definition(field, Observed.GAUGE, name, "2026-11")


def _not_offered(reason: str) -> Absence:
    return Absence(AbsenceKind.NOT_OFFERED, reason)


_UNSEEN = say("Bluesky does not count how often or by whom a post is seen.")

DECLARATION = Declaration(
    name="bluesky",
    title="Bluesky",
    short="Bs",
    verbs=frozenset(Verb) - {Verb.VIDEO, Verb.POLL, Verb.STREAM},
    absences={
        Verb.VIDEO: Absence(AbsenceKind.NOT_YET, say("resonans does not upload video to Bluesky yet.")),
        Verb.POLL: _not_offered(say("Bluesky has no polls.")),
        Verb.STREAM: Absence(
            AbsenceKind.NEVER,
            say("Bluesky streams only the whole network; resonans asks for the account's notifications."),
        ),
    },
    metrics={
        MetricField.REACTIONS: _counter(MetricField.REACTIONS, "likeCount"),
        MetricField.COMMENTS: _counter(MetricField.COMMENTS, "replyCount"),
        MetricField.SHARES: _counter(MetricField.SHARES, "repostCount + quoteCount"),
        MetricField.SAVES: _counter(MetricField.SAVES, "bookmarkCount"),
    },
    account_metrics={
        MetricField.FOLLOWERS: _gauge(MetricField.FOLLOWERS, "followersCount"),
        MetricField.FOLLOWING: _gauge(MetricField.FOLLOWING, "followsCount"),
        MetricField.POSTS: _gauge(MetricField.POSTS, "postsCount"),
    },
    missing_metrics={
        MetricField.IMPRESSIONS: _not_offered(_UNSEEN),
        MetricField.VIEWS: _not_offered(_UNSEEN),
        MetricField.REACH: _not_offered(_UNSEEN),
        MetricField.CLICKS: _not_offered(say("Bluesky does not count clicks.")),
    },
    same_key_publishes_once=True,
    one_id_everywhere=True,
)

FORM = (
    FormField(
        "handle",
        say("Handle"),
        help=say("As on your profile, such as kajen.bsky.social."),
    ),
    FormField(
        "app_password",
        say("App password"),
        help=say("Made in Bluesky under Settings, Privacy and security, App passwords; not your own."),
        secret=True,
    ),
    FormField(
        "server",
        say("Server"),
        help=say("Leave empty unless your account lives on a server that resonans cannot find by itself."),
        required=False,
    ),
)
