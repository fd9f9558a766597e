"""The lake: Delta files, read through DuckDB. No Django here."""
