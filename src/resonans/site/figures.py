"""Figures for Prometheus. Counted in every process below the data folder, added up when somebody asks.

No label holds a workspace, an account or anything that people typed.
"""

import asyncio
import hmac
import os
import shutil
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog

from resonans.core.settings import settings
from resonans.core.work import Loop

log = structlog.get_logger()


def folder() -> Path:
    """Where the processes keep their counts."""
    return settings().data_dir / "run" / "metrics"


if os.environ.get("RESONANS_PROCESS"):  # set for the server's and the worker's process
    folder().mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder()))

from prometheus_client import REGISTRY as ALONE  # noqa: E402
from prometheus_client import (  # noqa: E402  (reads the folder's name when it is imported)
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

REQUESTS = Counter("resonans_http_requests", "Requests answered by Django.", ["method", "status"])
SECONDS = Histogram(
    "resonans_http_seconds",
    "Time from a request's arrival to the end of its answer.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
STEPS = Counter("resonans_loop_steps", "Steps of repeated work.", ["loop", "outcome"])
DONE = Counter("resonans_loop_done", "Things that steps of repeated work have done.", ["loop"])
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def note(method: str, status: int, seconds: float) -> None:
    """Count a request."""
    REQUESTS.labels(method if method in _METHODS else "other", str(status)).inc()
    SECONDS.observe(seconds)


def counted(loop: Loop) -> Loop:
    """The same loop, whose steps are counted as done, idle or failed."""

    def step() -> int:
        try:
            done = loop.step()
        except Exception:
            STEPS.labels(loop.name, "failed").inc()
            raise
        STEPS.labels(loop.name, "done" if done else "idle").inc()
        DONE.labels(loop.name).inc(done)
        return done

    return replace(loop, step=step)


class State(Collector):
    """What is true now, asked of the stores when somebody asks us."""

    def collect(self) -> Iterator[Metric]:
        """Workers, and room on the disk; a store that does not answer leaves its figures out."""
        from django.db import DatabaseError, connection

        from resonans.core import heartbeat

        try:
            beats = heartbeat.beats()
            alive = sum(not beat.is_late for beat in beats)
            yield GaugeMetricFamily("resonans_workers", "Worker processes that show signs of life.", alive)
            yield from _lag()
        except DatabaseError:
            log.warning("figures incomplete", exc_info=True)
        finally:
            connection.close()
        free = shutil.disk_usage(settings().data_dir).free
        yield GaugeMetricFamily("resonans_disk_free_bytes", "Room on the disk of the data folder.", free)


def _lag() -> Iterator[Metric]:
    from resonans.core import clock
    from resonans.events import queries

    lag = queries.lag()
    age = (clock.now() - lag.oldest_at).total_seconds() if lag.oldest_at else 0.0
    yield GaugeMetricFamily("resonans_outbox_rows", "Events that wait for the lake.", lag.rows)
    yield GaugeMetricFamily("resonans_outbox_age_seconds", "How long the oldest of them has waited.", age)


def text() -> bytes:
    """All figures in Prometheus' text form."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the package has no types here
        counts = generate_latest(registry)
    else:
        counts = generate_latest(ALONE)
    now = CollectorRegistry()
    now.register(State())
    return counts + generate_latest(now)


async def answer(
    scope: MutableMapping[str, Any], send: Callable[[MutableMapping[str, Any]], Awaitable[None]]
) -> None:
    """The figures, or 401 where an installation with a public address is asked without its token."""
    from resonans.site.answers import whole

    if not may_read(dict(scope["headers"]).get(b"authorization", b"")):
        await whole(send, 401, b"Send RESONANS_METRICS_TOKEN as a bearer token.\n")
        return
    body = await asyncio.to_thread(text)
    await whole(send, 200, body, "text/plain; version=0.0.4; charset=utf-8")


def may_read(authorization: bytes) -> bool:
    """Whoever shows the token; without a token set, anybody who reaches a merely local installation."""
    token = settings().metrics_token.get_secret_value()
    if not token:
        return not settings().url
    return hmac.compare_digest(authorization, f"Bearer {token}".encode())
