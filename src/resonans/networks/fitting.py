"""Whether a post fits a network: one validator for all of them, over `Limits` as data."""

from collections.abc import Iterator

from resonans.networks import counting
from resonans.networks.contract import Limits, Media, MediaRule, Outgoing, Poll, PollRule, TextRule
from resonans.networks.errors import Problem, Rejected


def problems(outgoing: Outgoing, limits: Limits) -> tuple[Problem, ...]:
    """All that must change before the network can take the post; () where it fits."""
    return (
        *_text_problems(outgoing, limits),
        *_title_problems(outgoing, limits),
        *_media_problems(outgoing.media, limits.media),
        *_poll_problems(outgoing, limits.poll),
        *_choice_problems(outgoing, limits),
    )


def check(outgoing: Outgoing, limits: Limits) -> None:
    """Raise Rejected with the first problem, if there is one."""
    for problem in problems(outgoing, limits):
        raise Rejected(problem)


def length(outgoing: Outgoing, limits: Limits) -> int:
    """The length that counts against `limits.text.maximum`."""
    text = outgoing.text
    if outgoing.reply_to is not None and limits.text.reply_mentions_are_free:
        text = counting.without_reply_names(text)
    warning = outgoing.content_warning if limits.content_warning_counts else ""
    return counting.length(text, limits.text) + counting.length(warning, limits.text)


def is_video(media: Media) -> bool:
    """Whether a file is a video; everything else that can be attached is an image."""
    return media.mime.startswith("video/")


def _text_problems(outgoing: Outgoing, limits: Limits) -> Iterator[Problem]:
    rule = limits.text
    yield from _length_problems(length(outgoing, limits), rule, "text_too_long", "text")
    size = counting.byte_length(outgoing.text)
    if rule.bytes_maximum is not None and size > rule.bytes_maximum:
        yield Problem("text_too_many_bytes", {"size": size, "maximum": rule.bytes_maximum}, "text")
    tags, names = counting.hashtags(outgoing.text), counting.mentions(outgoing.text)
    if rule.hashtags_maximum is not None and tags > rule.hashtags_maximum:
        yield Problem("too_many_hashtags", {"count": tags, "maximum": rule.hashtags_maximum}, "text")
    if rule.mentions_maximum is not None and names > rule.mentions_maximum:
        yield Problem("too_many_mentions", {"count": names, "maximum": rule.mentions_maximum}, "text")
    has_more = bool(outgoing.media or outgoing.poll or outgoing.link or outgoing.quote)
    if limits.text_or_media and not outgoing.text.strip() and not has_more:
        yield Problem("nothing_to_say", {}, "text")


def _length_problems(count: int, rule: TextRule, code: str, where: str) -> Iterator[Problem]:
    if count > rule.maximum:
        yield Problem(code, {"length": count, "maximum": rule.maximum, "over": count - rule.maximum}, where)


def _title_problems(outgoing: Outgoing, limits: Limits) -> Iterator[Problem]:
    if limits.title is None:
        if outgoing.title:
            yield Problem("title_not_offered", {}, "title")
        return
    if limits.title_required and not outgoing.title.strip():
        yield Problem("title_missing", {}, "title")
    count = counting.length(outgoing.title, limits.title)
    yield from _length_problems(count, limits.title, "title_too_long", "title")


def _media_problems(media: tuple[Media, ...], rule: MediaRule) -> Iterator[Problem]:
    videos = [one for one in media if is_video(one)]
    images = len(media) - len(videos)
    if rule.required and not media:
        yield Problem("media_missing", {}, "media")
    if images > rule.images_maximum:
        code = "too_many_images" if rule.images_maximum else "images_not_offered"
        yield Problem(code, {"count": images, "maximum": rule.images_maximum}, "media")
    if len(videos) > rule.videos_maximum:
        code = "too_many_videos" if rule.videos_maximum else "videos_not_offered"
        yield Problem(code, {"count": len(videos), "maximum": rule.videos_maximum}, "media")
    if images and videos and not rule.mixes_images_and_video:
        yield Problem("images_and_video", {}, "media")
    for index, one in enumerate(media):
        where = f"media:{index}"
        yield from _alt_problems(one, rule, where)
        if rule.fetched and not one.address:
            yield Problem("media_needs_address", {}, where)
        if is_video(one):
            yield from _video_problems(one, rule, where)
        else:
            yield from _image_problems(one, rule, where)


def _alt_problems(media: Media, rule: MediaRule, where: str) -> Iterator[Problem]:
    count = counting.graphemes(media.alt)
    if count > rule.alt_maximum:
        yield Problem("alt_too_long", {"length": count, "maximum": rule.alt_maximum}, where)


def _image_problems(image: Media, rule: MediaRule, where: str) -> Iterator[Problem]:
    if rule.images_maximum and image.mime not in rule.image_types:
        yield Problem("image_type", {"type": image.mime}, where)
    if rule.images_maximum and image.bytes > rule.image_bytes:
        yield Problem("image_too_large", {"bytes": image.bytes, "maximum_bytes": rule.image_bytes}, where)
    if not image.width or not image.height:
        return
    pixels = image.width * image.height
    if rule.image_pixels is not None and pixels > rule.image_pixels:
        yield Problem("image_too_many_pixels", {"pixels": pixels, "maximum": rule.image_pixels}, where)
    aspect = image.width / image.height
    if rule.aspect_minimum is not None and aspect < rule.aspect_minimum:
        yield Problem("image_too_tall", {"minimum": round(rule.aspect_minimum, 2)}, where)
    if rule.aspect_maximum is not None and aspect > rule.aspect_maximum:
        yield Problem("image_too_wide", {"maximum": round(rule.aspect_maximum, 2)}, where)


def _video_problems(video: Media, rule: MediaRule, where: str) -> Iterator[Problem]:
    if not rule.videos_maximum:
        return
    if video.mime not in rule.video_types:
        yield Problem("video_type", {"type": video.mime}, where)
    if video.bytes > rule.video_bytes:
        yield Problem("video_too_large", {"bytes": video.bytes, "maximum_bytes": rule.video_bytes}, where)
    too_long = rule.video_seconds is not None and (video.duration_s or 0) > rule.video_seconds
    if too_long and rule.video_seconds is not None:
        yield Problem("video_too_long", {"maximum_s": rule.video_seconds}, where)


def _poll_problems(outgoing: Outgoing, rule: PollRule | None) -> Iterator[Problem]:
    poll = outgoing.poll
    if poll is None:
        return
    if rule is None:
        yield Problem("poll_not_offered", {}, "poll")
        return
    if outgoing.media and not rule.with_media:
        yield Problem("poll_with_media", {}, "poll")
    if len(poll.options) < rule.options_minimum:
        yield Problem("poll_too_few_options", {"minimum": rule.options_minimum}, "poll")
    if len(poll.options) > rule.options_maximum:
        yield Problem("poll_too_many_options", {"maximum": rule.options_maximum}, "poll")
    if poll.closes_after_s < rule.closes_minimum_s:
        yield Problem("poll_closes_too_soon", {"minimum_s": rule.closes_minimum_s}, "poll")
    if poll.closes_after_s > rule.closes_maximum_s:
        yield Problem("poll_closes_too_late", {"maximum_s": rule.closes_maximum_s}, "poll")
    yield from _option_problems(poll, rule)


def _option_problems(poll: Poll, rule: PollRule) -> Iterator[Problem]:
    options = [option.strip() for option in poll.options]
    if not all(options):
        yield Problem("poll_option_empty", {}, "poll")
    if len(set(options)) < len(options):
        yield Problem("poll_option_twice", {}, "poll")
    longest = max((counting.graphemes(option) for option in options), default=0)
    if longest > rule.option_length:
        yield Problem("poll_option_too_long", {"length": longest, "maximum": rule.option_length}, "poll")


def _choice_problems(outgoing: Outgoing, limits: Limits) -> Iterator[Problem]:
    if outgoing.visibility and outgoing.visibility not in limits.visibilities:
        yield Problem("visibility_not_offered", {"visibility": outgoing.visibility}, "visibility")
    if outgoing.content_warning and not limits.content_warning:
        yield Problem("content_warning_not_offered", {}, "content_warning")
    places = {place.id for place in limits.places}
    if places and not outgoing.place:
        yield Problem("place_missing", {}, "place")
    elif outgoing.place and outgoing.place not in places:
        yield Problem("place_unknown", {}, "place")
