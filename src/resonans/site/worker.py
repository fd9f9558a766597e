"""The worker process: every loop of every room in a thread of its own, until told to stop."""

import os
import signal
import socket
import sys
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resonans.site.settings")


def work(only: str | None = None) -> None:
    """Run the loops, or those of one group, until SIGTERM, SIGINT or the supervisor's end.

    Each loop finishes the step it is in. Raises LookupError if the group has no loops.
    """
    import django

    django.setup()

    from resonans.core import heartbeat
    from resonans.core import loops as engine
    from resonans.core.work import Loop
    from resonans.site import figures, loops, parent

    chosen = loops.loops(only)
    if not chosen:
        raise LookupError(f"No loop belongs to the group {only}.")
    name = f"{socket.gethostname()}:{os.getpid()}"[:120]
    groups = tuple(sorted({loop.group for loop in chosen}))

    def beat() -> int:
        heartbeat.beat(name, groups)
        return 0

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parent.when_gone(stop.set)
    steady = Loop("heartbeat", "care", beat, heartbeat.EVERY_S)
    engine.run([steady, *(figures.counted(loop) for loop in chosen)], stop)
    heartbeat.leave(name)


def main() -> None:
    """The process's entry: the group's name, if any, is the only argument."""
    work(sys.argv[1] if len(sys.argv) > 1 else None)


if __name__ == "__main__":
    main()
