"""Whether this server can do its work, for whoever watches it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from django.db import DatabaseError, connection
from django.db.utils import InterfaceError

from resonans import __version__
from resonans.core import heartbeat
from resonans.site.answers import whole

log = structlog.get_logger()


async def answer(send: Callable[[MutableMapping[str, Any]], Awaitable[None]]) -> None:
    """200 while the database answers, else 503. The workers' state is told, and changes nothing."""
    state = await asyncio.to_thread(look)
    status = 200 if state["status"] == "ok" else 503
    await whole(send, status, json.dumps(state).encode(), "application/json")


def look() -> dict[str, str]:
    """`status`, `database` (ok, unreachable), `worker` (ok, late, none, unknown) and `version`."""
    try:
        beats = heartbeat.beats()
    except (DatabaseError, InterfaceError):
        log.warning("database unreachable", exc_info=True)
        return {
            "status": "failing",
            "version": __version__,
            "database": "unreachable",
            "worker": "unknown",
        }
    finally:
        connection.close()
    worker = "none" if not beats else "late" if all(beat.is_late for beat in beats) else "ok"
    return {"status": "ok", "version": __version__, "database": "ok", "worker": worker}
