"""Components and formats for templates."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Engine, TemplateSyntaxError
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Parser,
    Token,
    token_kwargs,
)
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from resonans.core import ids
from resonans.core.words import _
from resonans.measurement.value import Value
from resonans.networks import registry
from resonans.web import components, formats, icons, shown

register = template.Library()

_KEPT = (
    "request",
    "csrf_token",
    "workspace",
    "brand",
    "brands",
    "access",
    "may",
    "language",
    "theme",
    "debug",
)


class ComponentNode(Node):
    """Renders `c/<name>.html` with its own arguments only, and what every template knows."""

    def __init__(self, name: str, arguments: Mapping[str, FilterExpression], body: NodeList | None) -> None:
        self.name = name
        self.arguments = arguments
        self.body = body

    def render(self, context: Context) -> SafeString:
        """Optional arguments that were not given are empty strings, so that `{% if %}` is enough."""
        wanted = components.check(self.name, set(self.arguments), with_body=self.body is not None)
        values: dict[str, Any] = dict.fromkeys(wanted.optional, "")
        values |= {key: expression.resolve(context) for key, expression in self.arguments.items()}
        if self.body is not None:
            values["body"] = self.body.render(context)
        values |= {key: context[key] for key in _KEPT if key in context and key not in values}
        part = Engine.get_default().get_template(f"c/{self.name}.html")
        return mark_safe(part.render(context.new(values)).strip())  # noqa: S308  (rendered by a template)


def _component(parser: Parser, token: Token, *, with_body: bool) -> ComponentNode:
    verb, name, *rest = token.split_contents()
    if len(name) < 3 or name[0] not in "\"'" or name[0] != name[-1]:
        raise TemplateSyntaxError(f"{{% {verb} %}} needs a component's name in quotes")
    arguments = token_kwargs(rest, parser)
    if rest:
        raise TemplateSyntaxError(f"{{% {verb} {name} %}} takes name=value, not {rest[0]}")
    body = None
    if with_body:
        body = parser.parse(("endwrap",))
        parser.delete_first_token()
    return ComponentNode(name[1:-1], arguments, body)


@register.tag
def put(parser: Parser, token: Token) -> ComponentNode:
    """`{% put "pill" word=_("Live") state="ok" %}`."""
    return _component(parser, token, with_body=False)


@register.tag
def wrap(parser: Parser, token: Token) -> ComponentNode:
    """`{% wrap "card" title=_("Next posts") %}…{% endwrap %}`."""
    return _component(parser, token, with_body=True)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A line drawing; decoration, so hidden from screen readers."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        f" {size}" if size else "",
        icons.PATHS[name],
    )


@register.simple_tag
def mark() -> SafeString:
    """The sign of resonans."""
    return format_html('<svg viewBox="0 0 32 32" aria-hidden="true">{}</svg>', mark_safe(icons.MARK))  # noqa: S308  (ours)


@register.simple_tag
def moment(value: datetime | None, zone: str = "") -> SafeString | str:
    """A time in words inside `<time>`, in the page's zone or the named one; "" for None."""
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', formats.utc_iso(value), formats.instant(value, zone or None)
    )


@register.simple_tag
def new_key() -> str:
    """An idempotency key for a form that makes something leave the building."""
    return str(ids.new())


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """1,240 or 1 240; a dash for None."""
    return "–" if value is None else formats.number(value, decimals)


@register.filter
def signed(value: float | None, decimals: int = 0) -> str:
    """+12 or −3; a dash for None."""
    return "–" if value is None else formats.signed(value, decimals)


@register.filter
def share(value: float | None, decimals: int = 1) -> str:
    """0.026 as 2.6 %; a dash for None."""
    return "–" if value is None else formats.share(value, decimals)


@register.filter
def day(value: date) -> str:
    """Tue 24 Nov."""
    return formats.day(value)


@register.filter
def long_day(value: date) -> str:
    """Tuesday 24 November 2026."""
    return formats.long_day(value)


@register.filter
def month(value: date) -> str:
    """November 2026."""
    return formats.month(value)


@register.filter
def instant(value: datetime | None, zone: str = "") -> str:
    """Today 14:00, or Tue 24 Nov, 17:30; "" for None."""
    return "" if value is None else formats.instant(value, zone or None)


@register.filter
def at(value: datetime, zone: str = "") -> str:
    """17:30."""
    return formats.at(value, zone or None)


@register.filter
def ago(value: datetime | None) -> str:
    """5 minutes ago; "" for None."""
    return "" if value is None else formats.ago(value)


@register.filter
def duration(seconds: float) -> str:
    """48 min."""
    return formats.duration(seconds)


@register.filter
def file_size(size: int) -> str:
    """1.2 MB."""
    return formats.file_size(size)


@register.filter
def city(zone: str) -> str:
    """Stockholm, for Europe/Stockholm."""
    return formats.zone_name(zone)


@register.filter
def named(key: object, names: Mapping[object, str]) -> str:
    """What `names` calls something; "" where it has no name."""
    return names.get(key, "")


@register.filter
def cell(values: Mapping[str, Value], metric: str) -> SafeString | str:
    """A measured value as short as a table wants it; a dash that says why where it is unknown."""
    told = shown.measured(values[metric])
    if values[metric].value is None and values[metric].interval is None:
        return format_html(
            '<span title="{0}"><span aria-hidden="true">–</span><span class="hush">{0}</span></span>',
            told.status,
        )
    return told.text


@register.filter
def initials(name: str) -> str:
    """Two letters for the place of a face: of Rosteriet Kajen, RK."""
    words = [word for word in name.replace("@", " ").replace(".", " ").split() if word[:1].isalnum()]
    if not words:
        return "?"
    return (words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]).upper()


@register.filter
def say(text: str) -> str:
    """Translate a text that was marked with `N_` where it was written."""
    return _(text) if text else ""


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """`mapping[key]`, "" where it is not there."""
    return mapping.get(key, "")


@register.filter
def widget_kind(field: BoundField) -> str:
    """`checkbox`, `radios` or `line`, by the form field's widget."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    return "radios" if isinstance(widget, RadioSelect | CheckboxSelectMultiple) else "line"


@register.filter
def styled(field: BoundField) -> SafeString:
    """The field's control with our look, tied to its help and errors; its label is enough of a hint."""
    name = field.id_for_label
    described = [f"{name}_help"] if field.help_text else []
    attributes: dict[str, Any] = {}
    if widget_kind(field) == "line":
        attributes["class"] = "in"
    if field.errors:
        attributes["aria-invalid"] = "true"
        described.append(f"{name}_error")
    if described:
        attributes["aria-describedby"] = " ".join(described)
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs=attributes)


@register.filter
def post_state(name: str) -> shown.State:
    """Word and tone of a post's or a delivery's state."""
    return shown.state(str(name))


@register.filter
def measured(value: Value) -> shown.Measured:
    """A measured value in words."""
    return shown.measured(value)


@register.filter
def used(length: int, maximum: int) -> shown.Used:
    """How much of the room for a text is used."""
    return shown.used(length, maximum)


@register.filter
def network_icon(name: str) -> str:
    """Path of a network's sign among the static files; a plug where it has none."""
    path = f"networks/{name}.svg"
    return path if finders.find(path) else "networks/other.svg"


@register.filter
def network_title(name: str) -> str:
    """What a network calls itself; its name where its connector is not installed."""
    found = next((each for each in registry.connectors() if each.declaration.name == name), None)
    return found.declaration.title if found else name.capitalize()


@register.filter
def told(verb: str) -> str:
    """What an audit line's verb means, in the past tense; the verb itself where we have no words for it."""
    return shown.told(verb)


@register.filter
def in_order(words: Iterable[str]) -> list[str]:
    """A set of words, sorted."""
    return sorted(words)


@register.filter
def wall(value: datetime) -> str:
    """A wall time in words: Tue 24 Nov, 17:30."""
    return formats.wall(value)


@register.filter
def movable(state: str) -> bool:
    """Whether a post that stands so can be given another time."""
    return str(state) in shown.MOVABLE


@register.filter
def outcome(code: str) -> str:
    """What became of an attempt."""
    return shown.outcome(code)
