"""Large files straight into the lake, past the outbox: NDJSON, CSV and Parquet.

Every row is checked; rows that cannot be taken are listed by their line, and the others go in. The same file
again changes nothing, and neither does a repaired one: the id that a row has in its source makes its id here.
"""

from resonans.events.bulk.importing import BadLine, Import, Report, take

__all__ = ["BadLine", "Import", "Report", "take"]
