"""The room's repeated work."""

from resonans.core.work import Loop
from resonans.events import flush

LOOPS = (
    Loop("flush", "lake", flush.step, idle_s=2.0),
    Loop("compact", "lake", flush.care, idle_s=60.0),
)
