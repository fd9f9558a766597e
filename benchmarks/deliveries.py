"""From the due time to the first byte sent: a thousand deliveries spread over one minute."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.table import Figure, Table, percentile

DELIVERIES, ACCOUNTS, SPREAD_S = 1000, 50, 60.0
LIMIT_S = 1.0
_HEAD_START_S = 8.0
_PATIENCE_S = 180.0

_PLAN = """
import django; django.setup()
from datetime import timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0)
from resonans.core import clock
from resonans.core.access import for_worker
from resonans.core.models import Brand, Workspace
from resonans.networks import actions
from resonans.publishing.models import Delivery, Post, Variant
workspace = Workspace.objects.create(name="Benchmark", slug="benchmark")
brand = Brand.objects.create(workspace=workspace, name="Benchmark")
access = for_worker(workspace.pk)
accounts = [
    actions.begin(access, brand.pk, "sandbox", {{"handle": f"b{{n}}", "seed": "1", "server": "{url}"}},
                  "http://localhost:8321/back").id
    for n in range({accounts})
]
start = clock.now() + timedelta(seconds={head_start})
posts = [
    Post(workspace=workspace, brand=brand, text=f"Post {{n}}", state="scheduled",
         planned_at=start + timedelta(seconds=n * {spread} / {deliveries}))
    for n in range({deliveries})
]
Post.objects.bulk_create(posts)
Variant.objects.bulk_create(
    Variant(post=post, account_id=accounts[n % len(accounts)]) for n, post in enumerate(posts))
Delivery.objects.bulk_create(
    Delivery(workspace=workspace, post=post, account_id=accounts[n % len(accounts)],
             planned_at=post.planned_at, due_at=post.planned_at)
    for n, post in enumerate(posts))
"""
_READ = """
import django; django.setup()
import json
from resonans.publishing.models import Delivery
rows = Delivery.objects.values_list("state", "planned_at", "first_byte_at", "settled_at")
def after(due, at):
    return (at - due).total_seconds() if at else None
print(json.dumps([[state, after(due, sent), after(due, settled)] for state, due, sent, settled in rows]))
"""


def run() -> Table:
    """Plan them, let one worker send them to a network in another process, and read what it wrote down."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _network(folder) as url:
            plan = _PLAN.format(
                url=url,
                accounts=ACCOUNTS,
                deliveries=DELIVERIES,
                spread=SPREAD_S,
                head_start=_HEAD_START_S,
            )
            _python(folder, plan)
            with _worker(folder) as worker:
                rows = _wait(folder)
                spent_s = _processor_s(worker)
    delays = [delay for state, delay, _settled in rows if state == "live" and delay is not None]
    settled = [at for state, _delay, at in rows if state == "live" and at is not None]
    database = "PostgreSQL" if os.environ.get("RESONANS_DATABASE_URL") else "SQLite"
    figures = [
        Figure("Live", len(settled), "deliveries", DELIVERIES, more_is_better=True),
        Figure("Due time to first byte, median", percentile(delays, 50), "s"),
        Figure("Due time to first byte, p99", percentile(delays, 99), "s", LIMIT_S),
        Figure("Due time to settled, p99", percentile(settled, 99), "s"),
        Figure("Processor time of the worker", spent_s * 1000 / DELIVERIES, "ms", note="for each delivery"),
    ]
    how = (
        f"{DELIVERIES:,} deliveries over {ACCOUNTS} accounts, evenly spread over {SPREAD_S:.0f} s, "
        f"one worker, {database}; the simulated network runs in a process of its own on the same machine."
    )
    return Table("Deliveries on time", how, figures)


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "resonans.site.settings",
        "RESONANS_DATA_DIR": str(folder / "data"),
        "RESONANS_ALLOW_HOSTS": "127.0.0.1",
    }


def _python(folder: Path, code: str) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=_environment(folder), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


@contextmanager
def _network(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "resonans.networks.sandbox", "--port", "0", "--lifetime", "600"]
    store = ["--store", str(folder / "network.sqlite3")]
    process = subprocess.Popen([*command, *store], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


@contextmanager
def _worker(folder: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "resonans.site.worker", "deliveries"]
    process = subprocess.Popen(command, env=_environment(folder), stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def _processor_s(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _wait(folder: Path) -> list[tuple[str, float | None, float | None]]:
    until = time.monotonic() + _PATIENCE_S
    time.sleep(_HEAD_START_S + SPREAD_S)
    while True:
        rows: list[tuple[str, float | None, float | None]] = json.loads(_python(folder, _READ))
        if all(state == "live" for state, _delay, _settled in rows) or time.monotonic() > until:
            return rows
        time.sleep(2)
