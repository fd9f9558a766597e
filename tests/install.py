"""Install what the tests need where that is allowed, run the suite on both databases, say what was left out.

Run by `just test`. It starts inside the small environment that running resonans needs, so it imports only the
standard library and what is beside it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import parts, postgres  # noqa: E402

UV = os.environ.get("UV") or shutil.which("uv") or "uv"
EVERYTHING = [UV, "sync", "--quiet", "--all-groups", "--all-extras"]
# What Debian calls the parts. The compiler and its libraries come only when a wheel is missing.
CHROMIUM = ("chromium",)
POSTGRES = ("postgresql",)
NODE = ("nodejs", "npm")
COMPILER = ("build-essential", "pkg-config", "libicu-dev", "libpq-dev", "python3-dev")


class Run:
    """What the run has come to know: the figures, and what it had to leave out."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.counts: Counter[str] = Counter()
        self.left_out: dict[str, str] = {}
        self.ran_once = 0
        self.failed = False

    def leave_out(self, part: str, why: str) -> None:
        """Remember for the end, and say now."""
        self.left_out[part] = why
        say(f"Left out: {part}: {why}")


def say(words: str) -> None:
    """Tell the person what is happening."""
    print(f"· {words}", flush=True)  # noqa: T201


def main(arguments: list[str]) -> int:
    """Install, run, sum up; 0 when every test passed on both databases."""
    run = Run()
    # The tests start Python some hundred times; without kept bytecode each start would compile every package.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    install_packages()
    install_system_parts(run)
    compile_messages()
    node = threading.Thread(target=install_node_packages, args=(run,))
    node.start()
    suites(run, arguments, node)
    sum_up(run)
    return 1 if run.failed else 0


def install_packages() -> None:
    """The test groups and all extras; where a wheel is missing, after the compiler."""
    say("Installing the Python packages of the tests")
    if subprocess.run(EVERYTHING, cwd=ROOT, check=False).returncode == 0:
        return
    why = apt_install(COMPILER)
    if why:
        sys.exit(f"A package has no wheel for this machine, and a compiler cannot be installed: {why}")
    subprocess.run(EVERYTHING, cwd=ROOT, check=True)


def install_system_parts(run: Run) -> None:
    """Chromium, PostgreSQL and Node from Debian, those that are missing."""
    wanted = (
        ("Chromium", CHROMIUM, parts.chromium),
        ("PostgreSQL", POSTGRES, parts.postgres_programs),
        ("Node 18.7 or newer", NODE, parts.node),
    )
    for name, packages, present in wanted:
        if present() is not None:
            continue
        why = apt_install(packages)
        if present() is None:
            run.leave_out(name, why or "the package of this Debian is too old")


_apt_is_fresh = False


def apt_install(packages: tuple[str, ...]) -> str:
    """Install Debian packages; "" if that went well, else why not."""
    global _apt_is_fresh  # noqa: PLW0603
    if shutil.which("apt-get") is None:
        return "this is not Debian, and it is not installed"
    if os.geteuid() != 0:
        return f"it is not installed, and only root may: apt-get install {' '.join(packages)}"
    say(f"Installing {', '.join(packages)} with apt-get")
    # Without this, Debian's package would start a server of its own on the machine.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    commands = [["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]]
    if not _apt_is_fresh:
        commands.insert(0, ["apt-get", "update", "-qq"])
    for command in commands:
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            return f"{' '.join(command[:2])} failed: {last}"
    _apt_is_fresh = True
    return ""


def install_node_packages(run: Run) -> None:
    """The Bluesky servers, into the cache folder; once per machine."""
    if parts.node() is None or parts.node_packages() is not None:
        return
    npm = shutil.which("npm")
    name = "Bluesky servers"
    if npm is None:
        run.leave_out(name, "npm is not installed")
        return
    folder = parts.cache() / "node"
    say(f"Installing {parts.BLUESKY_PACKAGE} {parts.BLUESKY_VERSION} with npm, beside the first tests")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"private": true}')
    package = f"{parts.BLUESKY_PACKAGE}@{parts.BLUESKY_VERSION}"
    command = [npm, "install", "--no-audit", "--no-fund", "--loglevel=error", package]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        (folder / ".complete").touch()
        return
    last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
    run.leave_out(name, f"npm install failed: {last}")


def compile_messages() -> None:
    """The catalogues, by Babel: no gettext is needed on the machine."""
    subprocess.run([python(), "-m", "tools.messages", "--compile"], cwd=ROOT, check=True)


def suites(run: Run, arguments: list[str], node: threading.Thread) -> None:
    """The suite on SQLite, then on PostgreSQL; tests of the Bluesky servers wait for npm."""
    if parts.postgres_programs() is None:
        suite(run, "SQLite, all but Bluesky", ["-m", "not bluesky", *arguments])
        node.join()
        suite(run, "SQLite, Bluesky", ["-m", "bluesky", *arguments])
        run.leave_out("the suite on PostgreSQL", "PostgreSQL is not installed")
        return
    with postgres.running() as server:
        os.environ["RESONANS_TEST_POSTGRES"] = server.url()
        suite(run, "SQLite, all but Bluesky", ["-m", "not bluesky", *arguments])
        node.join()
        suite(run, "SQLite, Bluesky", ["-m", "bluesky", *arguments])
        os.environ["RESONANS_TEST_DATABASE_URL"] = server.create("resonans")
        suite(run, "PostgreSQL", arguments)


def suite(run: Run, name: str, arguments: list[str]) -> None:
    """One pytest; its figures are added to the run's."""
    say(f"The suite on {name}")
    report = Path(tempfile.mkstemp(prefix="resonans-report-", suffix=".json")[1])
    environment = {**os.environ, "RESONANS_TEST_REPORT": str(report)}
    command = [python(), "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    nothing_to_run = 5
    run.failed |= code not in {0, nothing_to_run}
    if report.stat().st_size:
        figures = json.loads(report.read_text())
        run.counts.update(figures["counts"])
        run.ran_once = max(run.ran_once, figures["once"])
        for reason in figures["left_out"]:
            part, _, why = reason.partition(": ")
            run.left_out.setdefault(part, why)
    report.unlink()


def python() -> str:
    """The interpreter of the repository's environment."""
    return str(ROOT / ".venv" / "bin" / "python")


def sum_up(run: Run) -> None:
    """Name what was left out; the last line has pytest's form and counts both databases."""
    if run.left_out:
        print("\nLeft out on this machine:")  # noqa: T201
        for part, why in sorted(run.left_out.items()):
            print(f"  {part}: {why}")  # noqa: T201
    else:
        print("\nNothing was left out.")  # noqa: T201
    if run.ran_once:
        print(f"On PostgreSQL the {run.ran_once} tests that open no database were not run again.")  # noqa: T201
    order = ("failed", "passed", "skipped", "xfailed", "xpassed", "error")
    words = [f"{run.counts[name]} {name}" for name in order if run.counts[name]]
    line = f" {', '.join(words) or 'no tests ran'} in {time.monotonic() - run.started:.2f}s "
    print(line.center(100, "="))  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
