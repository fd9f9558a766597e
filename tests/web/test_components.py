"""Components hold their users to their arguments."""

import pytest
from django.template import Context, Template, TemplateSyntaxError

from resonans.web import components


def rendered(source: str, **values: object) -> str:
    """A template that uses our tags."""
    return Template("{% load resonans %}" + source).render(Context(values))


def test_a_component_gets_only_its_own_arguments() -> None:
    assert "Live" in rendered('{% put "pill" word="Live" %}', state="bad")
    assert "bad" not in rendered('{% put "pill" word="Live" %}', state="bad")


def test_what_people_wrote_is_escaped() -> None:
    assert "&lt;b&gt;" in rendered('{% put "pill" word=word %}', word="<b>")


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="knows no argument colour"):
        rendered('{% put "pill" word="Live" colour="red" %}')


def test_a_missing_argument_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="needs word"):
        rendered('{% put "pill" state="ok" %}')


def test_a_component_with_a_body_is_wrapped_around_it() -> None:
    assert "<p>inside</p>" in rendered('{% wrap "card" title="A" %}<p>inside</p>{% endwrap %}')
    with pytest.raises(TemplateSyntaxError, match="is used with"):
        rendered('{% put "card" title="A" %}')
    with pytest.raises(TemplateSyntaxError, match="is used with"):
        rendered('{% wrap "pill" word="A" %}{% endwrap %}')


@pytest.mark.parametrize("name", components.names())
def test_every_component_names_its_arguments_and_what_it_is(name: str) -> None:
    assert components.signature(name).about.endswith(".")
