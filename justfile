# The verbs of resonans. `uv` tells its children its own path, so no second installation is needed.

uv := env("UV", "uv")
full := uv + " run --all-groups --all-extras"

# List the verbs.
default:
    @just --list

# Install what the tests need, run the suite on SQLite and on PostgreSQL, name what was left out.
test *args:
    python tests/install.py {{ args }}

# Static checks: style, format, import map, types, migrations, catalogues.
check: style imports types migrations catalogues

# Ruff's rules and format.
style:
    {{ full }} ruff check .
    {{ full }} ruff format --check .

# mypy, strict.
types:
    {{ full }} mypy

# The import map of the rooms.
imports:
    {{ full }} lint-imports

# No model may differ from its migration.
migrations:
    RESONANS_DATA_DIR="$(mktemp -d)" DJANGO_SETTINGS_MODULE=resonans.site.settings \
        {{ full }} python -m django makemigrations --check --dry-run

# Every message has its translation.
catalogues:
    {{ full }} pytest -q tests/web/test_catalogues.py

# Collect the messages from source and templates into the catalogues.
messages:
    {{ full }} python -m tools.messages

# Write the SQL of measurement's questions from their expressions.
sql:
    {{ full }} python -m tools.measurement_sql

# Write the pages of docs/ that are made from code, then test all of docs/.
docs:
    {{ full }} python -m tools.pages
    {{ full }} pytest -q tests/docs

# The whole of resonans on a data folder of the repository's own, `data/`.
run *args:
    RESONANS_DATA_DIR="{{ justfile_directory() }}/data" {{ uv }} run resonans up {{ args }}

# A worker beside it.
worker *args:
    RESONANS_DATA_DIR="{{ justfile_directory() }}/data" {{ uv }} run resonans worker {{ args }}

# The same with the demo workspace.
seed *args:
    RESONANS_DATA_DIR="{{ justfile_directory() }}/data" {{ uv }} run resonans up --demo {{ args }}

# Times and sizes, printed as tables.
bench *names:
    {{ full }} python -m benchmarks {{ names }}

# Write docs/quality.md from the benchmarks' and the tests' own figures.
quality:
    {{ full }} python -m benchmarks --write docs/quality.md

# Format, and mend what ruff can mend.
tidy:
    {{ full }} ruff check --fix .
    {{ full }} ruff format .
