"""The server process: granian inside this process, the ASGI front, Django in threads."""

import asyncio
import os
import signal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resonans.site.settings")

BACKLOG = 1024
# Each open live page counts as a request under way.
MOST_CONNECTIONS = 4096


async def serve() -> None:
    """Serve until SIGTERM, SIGINT or the supervisor's end; open streams are ended first."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.embed import Server

    from resonans.core.settings import settings
    from resonans.site import live, parent
    from resonans.site.front import application

    server = Server(
        application,
        address=settings().host,
        port=settings().port,
        interface=Interfaces.ASGI,
        backlog=BACKLOG,
        backpressure=MOST_CONNECTIONS,
        websockets=False,
        log_level=LogLevels.error,
        # Its own handlers would write another form to standard output.
        log_dictconfig={"loggers": {"_granian": {"handlers": [], "propagate": True}}},
    )
    loop = asyncio.get_running_loop()

    async def stop() -> None:
        await live.hub.close()
        server.stop()  # type: ignore[no-untyped-call]  # granian has no types here

    stopping: list[asyncio.Task[None]] = []

    def begin_stop() -> None:
        if not stopping:
            stopping.append(loop.create_task(stop()))

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, begin_stop)
    parent.when_gone(lambda: loop.call_soon_threadsafe(begin_stop))
    await server.serve()


def warm() -> None:
    """Load what the first page needs before the first page is asked for."""
    import django

    django.setup()
    from django.db import connection
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    connection.close()


def main() -> None:
    """The process's entry."""
    warm()
    asyncio.run(serve())


if __name__ == "__main__":
    main()
