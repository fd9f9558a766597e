"""Components: a template in `templates/c/` whose first line names its arguments.

    {# pill: word, state?; A state in one word, with a sign beside its colour. #}

The name, then the arguments, `?` where one may be left out; after the semicolon what it is. `body` among the
arguments means that it is used with `{% wrap %}`.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template import Engine, TemplateSyntaxError

_HEAD = re.compile(r"\A\{#\s*(?P<name>[a-z_]+):\s*(?P<arguments>[^;]*);\s*(?P<about>.*?)\s*#\}")


@dataclass(frozen=True, slots=True)
class Signature:
    """What a component takes."""

    name: str
    required: frozenset[str]
    optional: frozenset[str]
    about: str
    takes_body: bool


@cache
def signature(name: str) -> Signature:
    """Read from the component's first line. Raises TemplateSyntaxError if it has none."""
    source = Engine.get_default().get_template(f"c/{name}.html").source
    head = _HEAD.match(source)
    if head is None or head["name"] != name:
        raise TemplateSyntaxError(f"c/{name}.html must begin with a comment that names its arguments")
    words = [word.strip() for word in head["arguments"].split(",") if word.strip()]
    takes_body = "body" in words
    words = [word for word in words if word != "body"]
    return Signature(
        name=name,
        required=frozenset(word for word in words if not word.endswith("?")),
        optional=frozenset(word.rstrip("?") for word in words if word.endswith("?")),
        about=head["about"],
        takes_body=takes_body,
    )


def check(name: str, given: set[str], *, with_body: bool) -> Signature:
    """Raise TemplateSyntaxError where a use of a component does not fit its signature."""
    wanted = signature(name)
    unknown = given - wanted.required - wanted.optional
    missing = wanted.required - given
    if unknown:
        raise TemplateSyntaxError(f"c/{name}.html knows no argument {', '.join(sorted(unknown))}")
    if missing:
        raise TemplateSyntaxError(f"c/{name}.html needs {', '.join(sorted(missing))}")
    if with_body != wanted.takes_body:
        verb = "wrap" if wanted.takes_body else "put"
        raise TemplateSyntaxError(f"c/{name}.html is used with {{% {verb} %}}")
    return wanted


def names() -> tuple[str, ...]:
    """All components, sorted."""
    folder = Path(__file__).parent / "templates" / "c"
    return tuple(sorted(path.stem for path in folder.glob("*.html")))
