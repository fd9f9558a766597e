"""The lake: two append-only Delta tables, written here and read through DuckDB. No Django here.

`Lake` is the whole of it: a folder, or an address of an object store. Everything else in this package is how.
Nothing but the lake's own file list says which files count: a folder also holds files that a killed writer
left, and files that compaction has replaced but that are kept for readers and backups.
"""

from resonans.events.lake.lake import Lake, Pinned
from resonans.events.lake.reading import Tables

__all__ = ["Lake", "Pinned", "Tables"]
