"""The room's repeated work."""

from resonans.core.work import Loop
from resonans.events import collect, flush, streams

LOOPS = (
    Loop("collect-accounts", "collect", collect.accounts, idle_s=2.0),
    Loop("collect-posts", "collect", collect.posts, idle_s=2.0),
    Loop("streams", "collect", streams.Streams().step, idle_s=5.0),
    Loop("flush", "lake", flush.step, idle_s=2.0),
    Loop("lake-care", "lake", flush.care, idle_s=60.0),
)
