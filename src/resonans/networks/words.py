"""The sentence for each problem: what is wrong with the post, and what its author can do."""

from collections.abc import Mapping

from django.template.defaultfilters import filesizeformat
from django.utils.formats import localize

from resonans.core.words import N_, _
from resonans.networks.errors import Problem

CODES: Mapping[str, str] = {
    # the text
    "text_too_long": N_("The text is %(length)s characters long; %(maximum)s fit. Shorten it by %(over)s."),
    "text_too_many_bytes": N_(
        "The text takes %(size)s bytes; %(maximum)s fit. Emoji and accents take several: shorten it."
    ),
    "too_many_hashtags": N_("The text has %(count)s hashtags; the network takes %(maximum)s."),
    "too_many_mentions": N_("The text mentions %(count)s people; the network takes %(maximum)s."),
    "nothing_to_say": N_("There is nothing to publish yet. Write a text or add an image."),
    "title_missing": N_("This network wants a title."),
    "title_too_long": N_("The title is %(length)s characters long; %(maximum)s fit. Shorten it by %(over)s."),
    "title_not_offered": N_("This network shows no titles. Move the title into the text."),
    # media
    "media_missing": N_("This network wants an image or a video with each post."),
    "too_many_images": N_("There are %(count)s images; the network takes %(maximum)s. Remove some."),
    "images_not_offered": N_("This network takes no images. Remove them for this account."),
    "too_many_videos": N_("There are %(count)s videos; the network takes %(maximum)s. Remove some."),
    "videos_not_offered": N_("This network takes no videos here. Remove the video for this account."),
    "images_and_video": N_("This network takes images or a video, but not both in one post."),
    "image_type": N_("The network does not take images of the type %(type)s."),
    "image_too_large": N_("The image has %(bytes)s; the network takes %(maximum_bytes)s."),
    "image_too_many_pixels": N_("The image has %(pixels)s pixels; the network takes %(maximum)s."),
    "image_too_tall": N_("The image is too tall: width divided by height must be at least %(minimum)s."),
    "image_too_wide": N_("The image is too wide: width divided by height must be at most %(maximum)s."),
    "video_type": N_("The network does not take videos of the type %(type)s."),
    "video_too_large": N_("The video has %(bytes)s; the network takes %(maximum_bytes)s."),
    "video_too_long": N_("The video is too long: the network takes %(maximum_s)s seconds."),
    "alt_too_long": N_("The description is %(length)s characters long; %(maximum)s fit."),
    "media_needs_address": N_(
        "This network fetches media from a public address, and this installation has none. "
        "Set RESONANS_URL to an address that can be reached from the internet."
    ),
    "media_failed": N_("The network could not process the file. Try another format, or a smaller file."),
    "too_large": N_("The network says that the post or one of its files is too large."),
    # polls
    "poll_not_offered": N_("This network has no polls. Remove the poll for this account."),
    "poll_with_media": N_("This network takes a poll or media, but not both in one post."),
    "poll_too_few_options": N_("A poll needs at least %(minimum)s answers."),
    "poll_too_many_options": N_("A poll takes at most %(maximum)s answers."),
    "poll_option_empty": N_("An answer of the poll is empty."),
    "poll_option_twice": N_("Two answers of the poll are the same."),
    "poll_option_too_long": N_("An answer of the poll is %(length)s characters long; %(maximum)s fit."),
    "poll_closes_too_soon": N_("The poll must stay open for at least %(minimum_s)s seconds."),
    "poll_closes_too_late": N_("The poll can stay open for at most %(maximum_s)s seconds."),
    # choices
    "visibility_not_offered": N_("This network does not know the visibility “%(visibility)s”."),
    "content_warning_not_offered": N_("This network has no content warnings. Remove it for this account."),
    "place_missing": N_("Choose where in this account the post shall stand."),
    "place_unknown": N_("The chosen place is not there any more. Choose another."),
    # refusals
    "forbidden": N_("The network does not permit this to the account. Look there for a notice or a block."),
    "refused": N_("The network refused the post. Its own words are in the timeline."),
    "post_gone": N_("The post that this one answers or quotes is not there any more."),
    "link_beside_images": N_(
        "This network shows a link card or images, but not both. Write the link into the text, or remove one."
    ),
    "not_supported": N_("This network does not offer what the post asks for. Change it, then try again."),
    "gone": N_("The post is not on the network any more: it was removed there."),
    "post_address_unknown": N_(
        "The comment cannot be added: where its post stands on the network is not known here."
    ),
    # accounts and media here
    "account_disconnected": N_("%(account)s is not connected any more. Connect it again, or leave it out."),
    "wrong_brand": N_("%(account)s speaks for another brand. Leave it out."),
    "media_unusable": N_("A picture or video of this post was deleted. Remove it from the post."),
    # servers
    "address_not_allowed": N_(
        "%(host)s is a private address. If it is meant, name it in the setting RESONANS_ALLOW_HOSTS."
    ),
    "address_wrong": N_("This is not an address of a server."),
    "moved": N_("The server has moved. Connect the account again at its new address."),
    "not_this_network": N_("%(server)s does not answer as a server of this network. Check the address."),
    "sign_in_declined": N_("The network did not let us in. Start again, and agree there."),
    "app_password_needed": N_(
        "This is the account's own password, which opens everything. "
        "Make an app password there, and give that."
    ),
    "sign_in_wrong": N_("The network does not know this name and password together. Check both."),
}


def sentence(problem: Problem) -> str:
    """What the author reads, translated. A code without a sentence reads as a plain refusal."""
    text = _(CODES.get(problem.code, CODES["refused"]))
    return text % {name: _shown(name, value) for name, value in problem.params.items()}


def _shown(name: str, value: str | int | float) -> str:
    if name.endswith("bytes") and isinstance(value, int):
        return filesizeformat(value)
    return value if isinstance(value, str) else str(localize(value))
