"""The documentation agrees with the code, and its links lead somewhere."""

import re
from pathlib import Path

import click
import pytest
from tools import pages

from resonans.cli.main import root
from resonans.core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", pages.PAGES)
def test_a_page_that_is_made_from_code_is_fresh(name: str) -> None:
    assert (pages.DOCS / name).read_text() == pages.PAGES[name](), "run: just docs"


def test_every_setting_has_its_entry_with_a_meaning() -> None:
    page = (pages.DOCS / "settings.md").read_text()
    for name in Settings.model_fields:
        assert re.search(rf"^\| `RESONANS_{name.upper()}` \| .+ \| .{{20,}} \|$", page, re.MULTILINE), name


def test_every_command_and_option_has_its_entry_with_a_meaning() -> None:
    page = (pages.DOCS / "commands.md").read_text()
    for name in root.list_commands(click.Context(root)):
        assert f"## resonans {name}" in page
    assert "None" not in page
    assert not re.search(r"^- `[^`]+`: *$", page, re.MULTILINE)


def test_every_variable_that_the_documentation_names_exists() -> None:
    known = {f"RESONANS_{name.upper()}" for name in Settings.model_fields}
    for source in (ROOT / "tests").rglob("*.py"):
        known |= set(re.findall(r'environ\.get\("(RESONANS_TEST_[A-Z_]+)"', source.read_text()))
    for page in [ROOT / "README.md", *pages.DOCS.glob("*.md")]:
        named = set(re.findall(r"RESONANS_[A-Z_]+[A-Z]", page.read_text()))
        assert named <= known, page


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in [*ROOT.glob("*.md"), *pages.DOCS.glob("**/*.md")]
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []
