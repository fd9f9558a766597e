"""Message catalogues through Babel, so that no gettext has to be installed: collect, merge, compile.

`python -m tools.messages` collects from source and templates and merges into the catalogues, `--compile`
writes the `.mo` files that Django reads. The build of the package compiles too.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "resonans"
LOCALES = PACKAGE / "locale"
LANGUAGES = ("sv",)
_PLAIN = ("_", "N_", "say", "gettext", "gettext_lazy", "gettext_noop")
_BY_NUMBER = ("ngettext", "ngettext_lazy")
_IN_CONTEXT = ("pgettext", "pgettext_lazy")
_BY_NUMBER_IN_CONTEXT = ("npgettext", "npgettext_lazy")
_FUNCTIONS: dict[str, None] = dict.fromkeys((*_PLAIN, *_BY_NUMBER, *_IN_CONTEXT, *_BY_NUMBER_IN_CONTEXT))


def catalogue_path(language: str) -> Path:
    """The catalogue that translators edit."""
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def collect() -> Catalog:
    """Every message that is marked in the package, with the file that says it."""
    template = Catalog(project="resonans", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py":
            found = _marked(path.read_bytes(), _in_file(path))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found = _marked(_as_python(path))
        else:
            continue
        where = str(path.relative_to(PACKAGE.parent.parent))
        for context, message in found:
            template.add(message, locations=[(where, 0)], context=context)
    return template


def read(language: str) -> Catalog:
    """A catalogue as it lies in the repository."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, project="resonans", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merge(language: str) -> None:
    """Add what is new, drop what is gone; nothing is guessed from similar messages."""
    catalogue = read(language)
    catalogue.update(collect(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = "# The words of resonans."
    catalogue.version = "1"
    catalogue.msgid_bugs_address = "see CONTRIBUTING.md"
    catalogue.last_translator = catalogue.language_team = "resonans"
    catalogue.revision_date = catalogue.creation_date
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, include_lineno=False)


def compile_all() -> None:
    """Write each catalogue's `.mo` beside it."""
    for path in LOCALES.glob("*/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.parent.name)
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue)


def _in_file(path: Path) -> dict[str, None]:
    """The functions that mark a message there; `say` only where it is the contract's."""
    is_contracts = re.search(r"from resonans\.networks\.contract import [^)]*?\bsay\b", path.read_text())
    return _FUNCTIONS if is_contracts else {name: None for name in _FUNCTIONS if name != "say"}


def _marked(
    source: bytes, functions: dict[str, None] = _FUNCTIONS
) -> Iterator[tuple[str | None, str | tuple[str, str]]]:
    """Context (mostly None) and message, or singular and plural, of each marked string."""
    words: Any  # one string, or as many as the call has arguments
    for _line, function, words, _comments in extract_python(io.BytesIO(source), functions, [], {}):
        said = [word for word in ([words] if isinstance(words, str) else words or ()) if word]
        if not said:
            continue
        context = said.pop(0) if function in (*_IN_CONTEXT, *_BY_NUMBER_IN_CONTEXT) else None
        two = function in (*_BY_NUMBER, *_BY_NUMBER_IN_CONTEXT)
        yield context, (said[0], said[1]) if two else said[0]


def _as_python(template: Path) -> bytes:
    """A Django template as the Python calls that its translation tags stand for."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    lines = templatize(template.read_text(), origin=str(template)).splitlines()
    return "\n".join(line.strip() for line in lines).encode()


if __name__ == "__main__":
    if "--compile" not in sys.argv:
        for each in LANGUAGES:
            merge(each)
    compile_all()
