"""What a program can read on the simulated network: posts, numbers, comments, reactions, notices."""

import dataclasses
import html
import json
from collections.abc import Iterator

from resonans.core import clock
from resonans.networks.sandbox import tally
from resonans.networks.sandbox.posting import shown
from resonans.networks.sandbox.routing import Asked
from resonans.networks.sandbox.store import Post, Store
from resonans.networks.sandbox.wire import Refusal, Reply, say

_POSTS = 50
_PEOPLE = 200
_COUNTED = 100
_BEATS = 60
_BEAT_S = 0.5


def now_ms() -> int:
    """The present of resonans' clock in Unix milliseconds."""
    return int(clock.now().timestamp() * 1000)


def me(asked: Asked) -> Reply:
    """GET /me."""
    return say(tally.profile(asked.store, asked.account, asked.at))


def own_posts(asked: Asked) -> Reply:
    """GET /posts?since=&cursor=: own posts that can be seen, newest first. `cursor`: how many were read."""
    since, skip = asked.request.number("since", 0), asked.request.number("cursor", 0)
    made = asked.store.posts(asked.account.id, since=since, until=asked.at)
    there = [post for post in reversed(made) if post.is_there(asked.at)]
    page = there[skip : skip + _POSTS]
    more = str(skip + _POSTS) if len(there) > skip + _POSTS else ""
    return say({"items": [shown(asked, post) for post in page], "cursor": more})


def own_post(asked: Asked) -> Reply:
    """GET /posts/<id>."""
    return say(shown(asked, _mine(asked)))


def by_key(asked: Asked) -> Reply:
    """GET /keys/<key>: the post that a key made, even while it is out of sight; 404 where it made none."""
    post = asked.store.post_by_key(asked.account.id, asked.name)
    if post is None:
        raise Refusal(404, "not_found", "This key has made no post.")
    return say(shown(asked, post) | {"deleted": post.deleted_ms is not None})


def delete_post(asked: Asked) -> Reply:
    """DELETE /posts/<id>."""
    post = _mine(asked)
    asked.store.delete_post(post, asked.at)
    return dataclasses.replace(say({}), committed=True, post=post.id)


def numbers(asked: Asked) -> Reply:
    """GET /counts?ids=a,b: one entry for each id, null where the post is not there (any more)."""
    ids = [id for id in asked.request.query.get("ids", "").split(",") if id]
    if len(ids) > _COUNTED:
        raise Refusal(422, "too_many_ids", f"At most {_COUNTED} posts at once.")
    named = asked.store.posts_named(ids)
    mine = [post for post in named.values() if post.account == asked.account.id and post.exists(asked.at)]
    counted = zip(mine, tally.counts_of(asked.store, mine, asked.at), strict=True)
    found = dict.fromkeys(ids) | {post.id: counts for post, counts in counted}
    return say({"at": asked.at, "counts": found})


def comments(asked: Asked) -> Reply:
    """GET /posts/<id>/comments: all of them, oldest first."""
    post = _mine(asked)
    told = [
        one for one in tally.told(asked.store, asked.account, post, (0, asked.at)) if one.kind == "comment"
    ]
    told.extend(_answers(asked.store, post, asked.at))
    return say({"items": [dataclasses.asdict(one) for one in sorted(told, key=lambda one: (one.at, one.id))]})


def _answers(store: Store, post: Post, at: int) -> Iterator[tally.Told]:
    for answer in store.answers([post.id]):
        speaker = store.account(answer.account)
        if answer.is_there(at) and speaker is not None:
            yield tally.said(store, speaker, answer, post.id, at)


def reactions(asked: Asked) -> Reply:
    """GET /posts/<id>/reactions?cursor=: who reacted or shared, oldest first."""
    post = _mine(asked)
    skip = asked.request.number("cursor", 0)
    told = [
        one for one in tally.told(asked.store, asked.account, post, (0, asked.at)) if one.kind != "comment"
    ]
    page = [dataclasses.asdict(one) for one in told[skip : skip + _PEOPLE]]
    return say({"items": page, "cursor": str(skip + _PEOPLE) if len(told) > skip + _PEOPLE else ""})


def notices(asked: Asked) -> Reply:
    """GET /notifications?since=&cursor=: what others did after `since`, newest first.

    `cursor` holds the moment of the first page, so that what happens meanwhile moves no page.
    """
    since = asked.request.number("since", 0)
    until, _, skipped = asked.request.query.get("cursor", "").partition("-")
    at, skip = (int(until), int(skipped)) if until.isdigit() and skipped.isdigit() else (asked.at, 0)
    told = tally.notices(asked.store, asked.account, since, min(at, asked.at))
    page = [dataclasses.asdict(one) for one in told[skip : skip + _PEOPLE]]
    more = f"{at}-{skip + _PEOPLE}" if len(told) > skip + _PEOPLE else ""
    return say({"items": page, "cursor": more})


def stream(asked: Asked) -> Reply:
    """GET /stream: server-sent events of what others do from now on, for some seconds."""
    return Reply(200, kind="text/event-stream", stream=_stream(asked))


def _stream(asked: Asked) -> Iterator[bytes]:
    since, streams = asked.at, asked.streams
    with streams.one_more() as ended:
        yield b": welcome\n\n"
        for _ in range(_BEATS):
            at = now_ms()
            for one in reversed(tally.notices(asked.store, asked.account, since, at)):
                data = json.dumps(dataclasses.asdict(one), ensure_ascii=False)
                yield f"event: notice\ndata: {data}\n\n".encode()
            since = max(since, at)
            if ended.wait(_BEAT_S):
                return
            yield b": still here\n\n"


def page(store: Store, id: str, at: int) -> Reply:
    """GET /@<handle>/<id>: a post as anybody sees it."""
    post = store.post(id)
    if post is None or not post.is_there(at):
        raise Refusal(404, "not_found", "There is no such post.")
    text = f"<!doctype html><meta charset=utf-8><title>Sandbox</title><p>{html.escape(post.text)}"
    return Reply(200, text.encode(), kind="text/html; charset=utf-8")


def _mine(asked: Asked) -> Post:
    post = asked.store.post(asked.name)
    if post is None or post.account != asked.account.id or not post.exists(asked.at):
        raise Refusal(404, "not_found", "There is no such post.")
    return post
