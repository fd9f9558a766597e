"""Every address below /api/v1/."""

from django.urls import URLPattern, URLResolver, path, re_path

from resonans.api import problems
from resonans.api.app import api
from resonans.api.door import guarded

_patterns, _app_name, _namespace = api.urls
for _each in _patterns:
    if isinstance(_each, URLPattern):
        _each.callback = guarded(_each.callback)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", (_patterns, _app_name, _namespace)),
    re_path(r"^", guarded(problems.nowhere)),
]
