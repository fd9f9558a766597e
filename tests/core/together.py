"""Things that happen at the same time."""

import threading
from collections.abc import Callable

from django.db import connection


def together(*deeds: Callable[[], object]) -> list[object]:
    """Start every deed in a thread of its own at once; what each returned or raised, in order."""
    gate = threading.Barrier(len(deeds))
    results: list[object] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        gate.wait(timeout=30)
        try:
            results[place] = deed()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
