"""From the command to the first page, and what an idle installation keeps in memory."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import httpx
from tests.running import ROOT, Up, environment, free_port

from benchmarks.table import Figure, Table

ROUNDS = 5
IDLE_S = 30.0


def run() -> Table:
    """Start it several times, on an empty and on a used folder; then leave it idle."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = [_first_page(folder / f"empty-{number}") for number in range(ROUNDS)]
        again = [_first_page(folder / "empty-0") for _ in range(ROUNDS)]
        memory = _idle(folder / "empty-0")
    figures = [
        Figure("First page, first start", median(first), "s", 5.0, note=f"median of {ROUNDS}"),
        Figure("First page, later start", median(again), "s", 5.0, note=f"median of {ROUNDS}"),
        Figure("Idle memory of all processes", sum(memory.values()), "MB", 350.0, note="resident set"),
        *(Figure(f"… of the {name}", size, "MB") for name, size in memory.items()),
    ]
    how = (
        "`resonans up` as a person runs it, environment installed; the page is asked for until it answers. "
        f"Memory after {IDLE_S:.0f} s without a request."
    )
    return Table("Start and rest", how, figures)


def _command(port: int) -> Sequence[str]:
    return [sys.executable, "-m", "resonans.cli", "up", "--port", str(port)]


def _first_page(folder: Path) -> float:
    port = free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        _command(port),
        env=environment(folder, {}),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        while not _page_answers(port):
            time.sleep(0.01)
        return time.perf_counter() - started
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _page_answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/accounts/login/", timeout=10).status_code == 200
    except httpx.TransportError:
        return False


def _idle(folder: Path) -> dict[str, float]:
    """Resident memory in MB by process."""
    from tests.running import Installation

    home = Installation(folder)
    try:
        up: Up = home.up()
        time.sleep(IDLE_S)
        processes = {"supervisor": up.process.pid, **up.children()}
        return {name: _resident_mb(pid) for name, pid in processes.items()}
    finally:
        home.close()


def _resident_mb(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
