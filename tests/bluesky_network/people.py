"""People on the network, who act by plain XRPC, independently of the product and of its library."""

import itertools
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from resonans.networks.contract import Ref

_numbers = itertools.count(1)
ADMIN = ("admin", "admin-pass")
"""What the development servers let their operator in with."""


@dataclass(frozen=True, slots=True)
class Someone:
    """An account with its passwords; acts with a session of its own password."""

    pds: str
    handle: str
    did: str
    password: str = field(repr=False)
    app_password: str = field(repr=False)
    token: str = field(repr=False)

    def call(self, name: str, body: object = None, **params: object) -> dict[str, Any]:
        """One XRPC call with the account's own session; a body makes it a procedure."""
        url = f"{self.pds}/xrpc/{name}"
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is None:
            answer = httpx.get(url, params=params, headers=headers)  # type: ignore[arg-type]  # plain values
        else:
            answer = httpx.post(url, json=body, headers=headers)
        answer.raise_for_status()
        return dict(answer.json()) if answer.content else {}

    def record(self, collection: str, value: dict[str, object]) -> Ref:
        """Write a record into the account's repository."""
        written = {"$type": collection, "createdAt": datetime.now(UTC).isoformat(), **value}
        body = {"repo": self.did, "collection": collection, "record": written}
        made = self.call("com.atproto.repo.createRecord", body)
        return Ref(made["uri"], made["cid"])

    def post(self, text: str, **more: object) -> Ref:
        """Say something."""
        return self.record("app.bsky.feed.post", {"text": text, **more})

    def reply(self, ref: Ref, text: str) -> Ref:
        """Answer a post that starts a thread."""
        above = strong(ref)
        return self.post(text, reply={"root": above, "parent": above})

    def quote(self, ref: Ref, text: str) -> Ref:
        """Quote a post."""
        return self.post(text, embed={"$type": "app.bsky.embed.record", "record": strong(ref)})

    def mention(self, handle: str, did: str, text: str) -> Ref:
        """Name somebody at the beginning of a post."""
        end = len(f"@{handle}".encode())
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": did}
        facet = {"index": {"byteStart": 0, "byteEnd": end}, "features": [feature]}
        return self.post(f"@{handle} {text}", facets=[facet])

    def like(self, ref: Ref) -> Ref:
        """Like a post."""
        return self.record("app.bsky.feed.like", {"subject": strong(ref)})

    def repost(self, ref: Ref) -> Ref:
        """Share a post."""
        return self.record("app.bsky.feed.repost", {"subject": strong(ref)})

    def follow(self, did: str) -> Ref:
        """Follow somebody."""
        return self.record("app.bsky.graph.follow", {"subject": did})

    def records(self) -> list[dict[str, Any]]:
        """The posts that lie in the repository, newest first."""
        params = {"repo": self.did, "collection": "app.bsky.feed.post", "limit": 100}
        return list(self.call("com.atproto.repo.listRecords", **params)["records"])

    def take_down(self) -> None:
        """Let the server's operator shut the account out."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": self.did}
        body = {"subject": subject, "takedown": {"applied": True, "ref": "test"}}
        url = f"{self.pds}/xrpc/com.atproto.admin.updateSubjectStatus"
        httpx.post(url, json=body, auth=ADMIN).raise_for_status()

    def revoke(self) -> None:
        """Withdraw the app password."""
        self.call("com.atproto.server.revokeAppPassword", {"name": "resonans"})


def create(pds: str, name: str) -> Someone:
    """Make an account whose handle begins with `name`."""
    handle = f"{name}-{next(_numbers)}{secrets.token_hex(2)}.test"
    password = secrets.token_urlsafe(12)
    body = {"handle": handle, "email": f"{handle}@example.test", "password": password}
    answer = httpx.post(f"{pds}/xrpc/com.atproto.server.createAccount", json=body, timeout=30)
    answer.raise_for_status()
    made = answer.json()
    someone = Someone(pds, handle, made["did"], password, "", made["accessJwt"])
    app = someone.call("com.atproto.server.createAppPassword", {"name": "resonans"})
    return Someone(pds, handle, made["did"], password, app["password"], made["accessJwt"])


def strong(ref: Ref) -> dict[str, str]:
    """A reference to one revision of a record."""
    return {"uri": ref.id, "cid": ref.revision}
