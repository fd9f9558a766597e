"""Every code that is raised anywhere has a sentence, and gets the particulars that the sentence names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import resonans
from resonans.networks import words
from resonans.networks.errors import Problem

SOURCES = Path(resonans.__file__).parent
NAMED = re.compile(r"%\((\w+)\)s")


def problems() -> Iterator[tuple[str, frozenset[str] | None, str]]:
    """Code, names of particulars (None where they are not written out), and place of each Problem made."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and node.args):
                continue
            code = node.args[0]
            if not (isinstance(code, ast.Constant) and isinstance(code.value, str)):
                continue
            given = node.args[1] if len(node.args) > 1 else ast.Dict([], [])
            names = None
            if isinstance(given, ast.Dict):
                names = frozenset(str(key.value) for key in given.keys if isinstance(key, ast.Constant))
            yield code.value, names, f"{path.relative_to(SOURCES)}:{node.lineno}"


def test_the_search_finds_what_is_raised() -> None:
    assert {"text_too_many_bytes", "address_not_allowed", "post_gone"} <= {code for code, _, _ in problems()}


def test_every_code_has_a_sentence() -> None:
    assert {place: code for code, _, place in problems() if code not in words.CODES} == {}


def test_every_sentence_gets_the_particulars_that_it_names() -> None:
    wanting = {
        place: code
        for code, names, place in problems()
        if names is not None and not set(NAMED.findall(words.CODES.get(code, ""))) <= names
    }
    assert wanting == {}


def test_sentences_are_sentences() -> None:
    for code, sentence in words.CODES.items():
        assert sentence[0].isupper() or sentence.startswith("%("), code
        assert sentence.endswith("."), code
        assert "!" not in sentence, code


def test_sizes_are_told_as_people_say_them() -> None:
    problem = Problem("image_too_large", {"bytes": 3_145_728, "maximum_bytes": 1_048_576})
    assert words.sentence(problem) == "The image has 3.0\xa0MB; the network takes 1.0\xa0MB."


def test_a_code_without_a_sentence_reads_as_a_refusal() -> None:
    assert words.sentence(Problem("made_up", {"a": 1})) == words.sentence(Problem("refused"))
