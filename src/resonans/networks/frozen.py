"""Content as it is frozen: `Outgoing` to JSON and back, and its hash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from resonans.networks.contract import LinkCard, Media, Outgoing, Poll, Receipt, Ref, Visible
from resonans.networks.errors import Problem


def freeze(outgoing: Outgoing) -> dict[str, Any]:
    """JSON from which `thaw` makes an equal value."""
    frozen: dict[str, Any] = json.loads(json.dumps(asdict(outgoing), default=str))
    return frozen


def thaw(frozen: Mapping[str, Any]) -> Outgoing:
    """The value that was frozen."""
    poll, link = frozen["poll"], frozen["link"]
    return Outgoing(
        **{
            **frozen,
            "media": tuple(_media(each) for each in frozen["media"]),
            "link": LinkCard(**{**link, "image": _media(link["image"]) if link["image"] else None})
            if link
            else None,
            "poll": Poll(**{**poll, "options": tuple(poll["options"])}) if poll else None,
            **{name: _ref(frozen[name]) for name in ("reply_to", "reply_root", "quote")},
        }
    )


def digest(outgoing: Outgoing) -> str:
    """64 hexadecimal digits of SHA-256. Media count by their content, not by where they lie."""
    frozen = freeze(outgoing)
    card = frozen["link"]["image"] if frozen["link"] else None
    for media in (*frozen["media"], *([card] if card else [])):
        del media["path"]
    return hashlib.sha256(json.dumps(frozen, sort_keys=True).encode()).hexdigest()


def freeze_receipt(receipt: Receipt) -> dict[str, Any]:
    """JSON from which `thaw_receipt` makes an equal value."""
    frozen: dict[str, Any] = json.loads(json.dumps(asdict(receipt), default=str))
    return frozen


def thaw_receipt(frozen: Mapping[str, Any]) -> Receipt:
    """The receipt that was frozen."""
    problem = frozen["problem"]
    return Receipt(
        ref=Ref(**frozen["ref"]),
        visible=Visible(frozen["visible"]),
        cost_minor=frozen["cost_minor"],
        cost_currency=frozen["cost_currency"],
        problem=Problem(**problem) if problem else None,
    )


def _media(frozen: Mapping[str, Any]) -> Media:
    return Media(**{**frozen, "path": Path(frozen["path"])})


def _ref(frozen: Mapping[str, Any] | None) -> Ref | None:
    return Ref(**frozen) if frozen else None
