"""The Swedish catalogue: whole, sure, and with every placeholder where the English has one."""

import os
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.utils import translation
from tools import messages

from resonans.core.words import _, ngettext
from resonans.web import catalogues

CATALOGUE = messages.read("sv")
SAID = [message for message in CATALOGUE if message.id]
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


def _texts(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    english = message.id if isinstance(message.id, tuple | list) else (message.id,)
    swedish = message.string if isinstance(message.string, tuple | list) else (message.string or "",)
    return tuple(english), tuple(swedish)


def test_the_catalogue_holds_exactly_what_source_and_templates_say() -> None:
    wanted = {message.id for message in messages.collect() if message.id}
    assert wanted == {message.id for message in SAID}, "Run `just messages` and translate what is new."


def test_no_message_is_missing_or_fuzzy() -> None:
    missing = [message.id for message in SAID if not all(_texts(message)[1])]
    fuzzy = [message.id for message in SAID if message.fuzzy]
    assert (missing, fuzzy) == ([], [])


def test_every_translation_has_the_placeholders_of_its_source() -> None:
    wrong = [
        english
        for message in SAID
        for english, swedish in zip(*_texts(message), strict=True)
        if sorted(_PLACEHOLDER.findall(english)) != sorted(_PLACEHOLDER.findall(swedish))
    ]
    assert wrong == []


def test_swedish_uses_its_own_quotation_marks() -> None:
    assert [text for message in SAID for text in _texts(message)[1] if "“" in text] == []


def test_the_words_are_said_in_swedish_with_both_plurals() -> None:
    with translation.override("sv"):
        assert _("Skip to content") == "Hoppa till innehållet"
        forms = [
            ngettext("%(count)d thing needs you.", "%(count)d things need you.", n) % {"count": n}
            for n in (1, 2)
        ]
    assert forms == ["1 sak behöver dig.", "2 saker behöver dig."]


def test_a_catalogue_is_compiled_when_it_is_missing_or_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "sv" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_bytes(messages.catalogue_path("sv").read_bytes())
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    compiled = source.with_suffix(".mo")
    assert catalogues.compile_stale() == (compiled,)
    assert compiled.stat().st_size > 1000
    assert catalogues.compile_stale() == ()
    later = compiled.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert catalogues.compile_stale() == (compiled,)
