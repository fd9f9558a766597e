"""Message catalogues keep what the sources say."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from tools import messages


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one module, one template and no catalogue."""
    folder = tmp_path / "src" / "resonans"
    (folder / "web" / "templates").mkdir(parents=True)
    (folder / "web" / "page.py").write_text(
        "_('Save the post')\nngettext('%(n)s post', '%(n)s posts', 2)\npgettext('month', 'May')\n"
    )
    (folder / "web" / "templates" / "page.html").write_text(
        "{% load i18n %}\n  {% translate 'Plan' %}\n"
        "{% blocktranslate count n=n %}{{ n }} reply{% plural %}{{ n }} replies{% endblocktranslate %}\n"
    )
    monkeypatch.setattr(messages, "PACKAGE", folder)
    monkeypatch.setattr(messages, "LOCALES", folder / "locale")
    return folder


def ids(catalogue: Catalog) -> set[object]:
    return {message.id for message in catalogue if message.id}


def test_python_and_templates_are_read(package: Path) -> None:
    expected = {"Save the post", ("%(n)s post", "%(n)s posts"), "May", "Plan"}
    assert ids(messages.collect()) == expected | {("%(n)s reply", "%(n)s replies")}


def test_what_is_new_is_added_and_what_is_gone_is_dropped(package: Path) -> None:
    messages.merge("sv")
    path = messages.catalogue_path("sv")
    path.write_text(path.read_text().replace('msgid "Plan"\nmsgstr ""', 'msgid "Plan"\nmsgstr "Planera"'))
    (package / "web" / "page.py").write_text("_('Move to…')\n")
    messages.merge("sv")
    assert ids(messages.read("sv")) == {"Move to…", "Plan", ("%(n)s reply", "%(n)s replies")}
    plan = messages.read("sv").get("Plan")
    assert plan is not None
    assert plan.string == "Planera"
