"""The description of the API: OpenAPI for programs, one page without scripts for people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja.openapi.docs import DocsBase

INTRODUCTION = """\
Plan, publish and measure from programs, by the same actions as the pages.

Send `Authorization: Bearer rsn_…`. A token belongs to one workspace and one member; it may what its scopes
name, and never more than its member's role at that moment. Errors are problem details (RFC 9457).
A write with an `Idempotency-Key` is carried out once: for 24 hours the same key with the same body gets the
same answer, another body is refused with 422, and while the first still runs the second gets 409.
"""

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Carry this out once, however often it is sent; kept for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Address of this kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, for programs."},
        "detail": {"type": "string", "description": "What happened and what to do, for people."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
METHODS = ("get", "post", "patch", "put", "delete")


def complete(schema: dict[str, Any]) -> None:
    """Say of every operation that it may answer with a problem, and of every write that it takes a key."""
    schema["components"]["schemas"]["Problem"] = _PROBLEM
    answer = {
        "description": "A problem",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in schema["paths"].values():
        for method in METHODS:
            operation = operations.get(method)
            if operation is None:
                continue
            operation["responses"]["default"] = answer
            if method != "get":
                operation.setdefault("parameters", []).append(_KEY)


class OwnPage(DocsBase):
    """Reads the description aloud, without a script and without a foreign address."""

    def render_page(self, request: HttpRequest, api: Any, **_kwargs: Any) -> HttpResponse:
        """Open to all, as the description holds no data."""
        schema = api.get_openapi_schema()
        return render(
            request,
            "api/docs.html",
            {
                "info": schema["info"],
                "server": schema["servers"][0]["url"],
                "groups": _groups(schema),
            },
        )


def _groups(schema: dict[str, Any]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                tag = (operation.get("tags") or ["other"])[0]
                groups.setdefault(tag, []).append(_shown(schema, path, method, operation))
    return [{"name": name, "operations": found} for name, found in groups.items()]


def _shown(schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    answers = [
        {"status": status, "schema": _named(_first(found).get("schema", {}))}
        for status, found in operation["responses"].items()
        if str(status).isdigit()
    ]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "text": operation.get("description", ""),
        "parameters": [
            {**each, "type": _named(each.get("schema", {}))} for each in operation.get("parameters", [])
        ],
        "bodies": [
            {"type": kind, "fields": _fields(schema, body.get("schema", {}))}
            for kind, body in content.items()
        ],
        "answers": answers,
    }


def _first(answer: dict[str, Any]) -> dict[str, Any]:
    contents: list[dict[str, Any]] = list(answer.get("content", {}).values())
    return contents[0] if contents else {}


def _fields(schema: dict[str, Any], described: dict[str, Any]) -> list[dict[str, Any]]:
    reference = described.get("$ref", "").rpartition("/")[2]
    found = schema["components"]["schemas"].get(reference, described)
    return [
        {
            "name": name,
            "type": _named(each),
            "is_required": name in found.get("required", ()),
            "text": each.get("description", ""),
        }
        for name, each in found.get("properties", {}).items()
    ]


def _named(described: dict[str, Any]) -> str:
    """A schema in a few words: `string or null`, `list of BrandOut`."""
    if "$ref" in described:
        return str(described["$ref"].rpartition("/")[2])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in described:
            return " or ".join(_named(each) for each in described[several])
    if described.get("type") == "array":
        return f"list of {_named(described.get('items', {}))}"
    if "enum" in described:
        return " | ".join(map(str, described["enum"]))
    return str(described.get("format") or described.get("type") or "any")
