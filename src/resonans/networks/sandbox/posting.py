"""What a program can say on the simulated network: files, containers, posts."""

import json
import secrets
from collections.abc import Mapping

from resonans.networks.sandbox import rules
from resonans.networks.sandbox.behaviour import HOUR_MS
from resonans.networks.sandbox.misbehaviour import Kind
from resonans.networks.sandbox.routing import Asked
from resonans.networks.sandbox.store import NewPost, Post, Store
from resonans.networks.sandbox.wire import Refusal, Reply, say

_HIDING = (Kind.HIDE, Kind.LOSE_ANSWER, Kind.ACCEPT_THEN_TIME_OUT)
_CONTAINER_MS = 2_000
"""How long a container takes to be ready."""


def rule_book(asked: Asked) -> Reply:
    """GET /rules: limits, and the manner of delivery."""
    style = rules.style(asked.account)
    return say(
        {
            "containers": style.containers,
            "resumable": style.resumable,
            "honours_key": style.honours_key,
            "posts_per_day": style.posts_per_day,
            "posts_left": _left(asked),
        }
    )


def add_media(asked: Asked) -> Reply:
    """POST /media: a file at once, its description in `alt`."""
    if rules.style(asked.account).resumable:
        raise Refusal(409, "use_uploads", "Files are uploaded in pieces here.")
    mime = asked.request.headers.get("content-type", "")
    return _keep_media(asked, mime, len(asked.request.body), asked.request.body, complete=True)


def begin_upload(asked: Asked) -> Reply:
    """POST /uploads: announce a file that comes in pieces."""
    given = asked.request.json()
    size = given.get("size")
    if not isinstance(size, int) or size < 1:
        raise Refusal(422, "bad_size", "The size is missing.")
    return _keep_media(asked, str(given.get("mime", "")), size, b"", complete=False)


def upload_state(asked: Asked) -> Reply:
    """GET /uploads/<id>: how much has arrived."""
    return _upload(asked, *_media(asked.store, asked.account.id, asked.name))


def add_piece(asked: Asked) -> Reply:
    """PATCH /uploads/<id>: the piece that begins at Upload-Offset; 409 where another is due."""
    with asked.store.writing() as connection:
        size, body = _media(asked.store, asked.account.id, asked.name)
        offset = asked.request.headers.get("upload-offset", "")
        if offset != str(len(body)):
            raise Refusal(409, "wrong_offset", f"The next piece begins at {len(body)}.")
        body += asked.request.body
        if len(body) > size:
            raise Refusal(422, "too_long", "This is more than was announced.")
        connection.execute(
            "UPDATE media SET body = ?, complete = ? WHERE id = ?", (body, len(body) == size, asked.name)
        )
    return _upload(asked, size, body)


def _upload(asked: Asked, size: int, body: bytes) -> Reply:
    return say({"id": asked.name, "offset": len(body), "complete": len(body) == size})


def _keep_media(asked: Asked, mime: str, size: int, body: bytes, *, complete: bool) -> Reply:
    alt = asked.request.query.get("alt", "")
    if mime not in rules.IMAGE_TYPES:
        raise Refusal(422, "bad_media_type", "Images are JPEG, PNG, WebP or GIF.")
    if size > rules.IMAGE_BYTES:
        raise Refusal(413, "too_large", f"An image has at most {rules.IMAGE_BYTES} bytes.")
    if not body and complete:
        raise Refusal(422, "empty_media", "The file is empty.")
    if len(alt) > rules.ALT:
        raise Refusal(422, "alt_too_long", f"A description has at most {rules.ALT} characters.")
    id = f"m{secrets.token_hex(8)}"
    with asked.store.writing() as connection:
        connection.execute(
            "INSERT INTO media VALUES (?,?,?,?,?,?,?,?)",
            (id, asked.account.id, mime, size, alt, body, complete, asked.at),
        )
    return say({"id": id, "offset": len(body), "complete": complete}, 201)


def _media(store: Store, account: str, id: str) -> tuple[int, bytes]:
    row = store.connection.execute(
        "SELECT size, body FROM media WHERE id = ? AND account = ?", (id, account)
    ).fetchone()
    if row is None:
        raise Refusal(404, "not_found", "There is no such file.")
    return row[0], row[1]


def add_container(asked: Asked) -> Reply:
    """POST /containers: a post in the making, that nobody sees."""
    body = _body(asked)
    id = f"c{secrets.token_hex(8)}"
    with asked.store.writing() as connection:
        connection.execute(
            "INSERT INTO containers (id, account, body, key, ready_ms) VALUES (?,?,?,?,?)",
            (id, asked.account.id, json.dumps(body), asked.key, asked.at + _CONTAINER_MS),
        )
    return say({"id": id, "state": "in_progress"}, 201)


def container_state(asked: Asked) -> Reply:
    """GET /containers/<id>: in_progress, finished, or published with its post."""
    row = _container(asked)
    if row[2]:
        return say({"id": asked.name, "state": "published", "post": row[2]})
    return say({"id": asked.name, "state": "finished" if row[1] <= asked.at else "in_progress"})


def publish_container(asked: Asked) -> Reply:
    """POST /containers/<id>/publish: show it, once."""
    with asked.store.writing() as connection:
        body, ready_ms, post = _container(asked)
        if post:
            raise Refusal(409, "already_published", "This container was published before.")
        if ready_ms > asked.at:
            raise Refusal(409, "not_ready", "This container is not ready.")
        reply = _publish(asked, json.loads(body))
        connection.execute("UPDATE containers SET post = ? WHERE id = ?", (reply.post, asked.name))
    return reply


def _container(asked: Asked) -> tuple[str, int, str]:
    row = asked.store.connection.execute(
        "SELECT body, ready_ms, post FROM containers WHERE id = ? AND account = ?",
        (asked.name, asked.account.id),
    ).fetchone()
    if row is None:
        raise Refusal(404, "not_found", "There is no such container.")
    return row[0], row[1], row[2]


def add_post(asked: Asked) -> Reply:
    """POST /posts: show a post; the same Idempotency-Key gives the same post, where keys are honoured."""
    if rules.style(asked.account).containers:
        raise Refusal(409, "use_containers", "Posts are made in containers here.")
    body = _body(asked)
    with asked.store.writing():
        return _publish(asked, body)


def _body(asked: Asked) -> Mapping[str, object]:
    body = asked.request.json()
    rules.check(body)
    media = body.get("media") or []
    for id in media if isinstance(media, list) else []:
        size, held = _media(asked.store, asked.account.id, str(id))
        if len(held) != size:
            raise Refusal(422, "incomplete_media", "A file has not arrived whole.")
    return body


def _publish(asked: Asked, body: Mapping[str, object]) -> Reply:
    style = rules.style(asked.account)
    key = asked.key if style.honours_key and asked.key else None
    if key is not None and (known := asked.store.post_by_key(asked.account.id, key)) is not None:
        return say(shown(asked, known), 200, post=known.id)
    left = _left(asked)
    if left is not None and left <= 0:
        raise Refusal(
            429, "daily_cap", "That was today's last post.", {"Retry-After": str(_cap_ends_s(asked))}
        )
    hidden = asked.order.seconds if asked.order is not None and asked.order.kind in _HIDING else 0.0
    reply_to, quote = str(body.get("reply_to") or ""), str(body.get("quote") or "")
    for named in (reply_to, quote):
        _must_be_there(asked, named)
    visible = asked.at + int(hidden * 1000)
    post = asked.store.add_post(
        asked.account,
        NewPost(
            text=str(body.get("text", "")),
            body=body,
            key=key,
            created_ms=asked.at,
            visible_ms=visible,
            live_ms=visible + int(style.pending_s * 1000),
            reply_to=reply_to,
            root=_root(asked.store, reply_to),
            quote=quote,
        ),
    )
    return say(shown(asked, post), 201, committed=True, post=post.id)


def _must_be_there(asked: Asked, id: str) -> None:
    """`id` names a post, or a person's comment below one ("<post>/comment/<person>")."""
    post = asked.store.post(id.partition("/")[0]) if id else None
    if id and (post is None or not post.is_there(asked.at)):
        raise Refusal(422, "not_there", "What this answers or quotes is not there any more.")


def _root(store: Store, reply_to: str) -> str:
    answered = store.post(reply_to.partition("/")[0]) if reply_to else None
    return (answered.root or answered.id) if answered is not None else ""


def _left(asked: Asked) -> int | None:
    """Posts left in these 24 hours; None without a cap."""
    cap = rules.style(asked.account).posts_per_day
    return None if cap is None else cap - len(_last_day(asked))


def _cap_ends_s(asked: Asked) -> int:
    return max(1, (_last_day(asked)[0].created_ms + 24 * HOUR_MS - asked.at) // 1000 + 1)


def _last_day(asked: Asked) -> tuple[Post, ...]:
    return asked.store.posts(asked.account.id, since=asked.at - 24 * HOUR_MS + 1, until=asked.at)


def shown(asked: Asked, post: Post) -> dict[str, object]:
    """A post as the network shows it to its owner."""
    style = rules.style(asked.account)
    media = post.body.get("media")
    return {
        "id": post.id,
        "url": f"{asked.base_url}/@{asked.account.handle}/{post.id}" if asked.base_url else "",
        "state": "live" if post.live_ms <= asked.at else "pending",
        "created_ms": post.created_ms,
        "text": post.text,
        "media": len(media) if isinstance(media, list) else 0,
        "language": str(post.body.get("language") or ""),
        "reply_to": post.reply_to,
        "root": post.root,
        "cost_minor": style.cost_minor,
        "cost_currency": style.cost_currency,
    }
