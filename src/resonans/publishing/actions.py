"""Everything that can be done in publishing, by people, the API and commands."""

from resonans.publishing.approving import approve, decline, submit, withdraw
from resonans.publishing.drafts import delete_post, save_draft, update_post
from resonans.publishing.library import delete_media, describe_media, replace_media, upload_media
from resonans.publishing.scheduling import cancel, move, post_now, schedule
from resonans.publishing.settling import cancel_delivery, move_delivery, retry, send_now, settle
from resonans.publishing.undoing import undo

__all__ = [
    "approve",
    "cancel",
    "cancel_delivery",
    "decline",
    "delete_media",
    "delete_post",
    "describe_media",
    "move",
    "move_delivery",
    "post_now",
    "replace_media",
    "retry",
    "save_draft",
    "schedule",
    "send_now",
    "settle",
    "submit",
    "undo",
    "update_post",
    "upload_media",
    "withdraw",
]
