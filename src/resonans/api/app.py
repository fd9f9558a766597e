"""The API as one object."""

from typing import Any

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from resonans import __version__
from resonans.api import docs, problems
from resonans.api.accounts import router as accounts
from resonans.api.deliveries import router as deliveries
from resonans.api.door import Bearer, ReadableParser, once
from resonans.api.media import router as media
from resonans.api.metrics import router as metrics
from resonans.api.place import router as place
from resonans.api.posts import router as posts
from resonans.core.errors import ResonansError
from resonans.core.settings import settings


class Api(NinjaAPI):
    """Every operation may answer with a problem, so the description says it of each."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's own name: `create_brand`."""
        return operation.view_func.__name__

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """The framework's, with the default answer and the idempotency key added."""
        schema = super().get_openapi_schema(*args, **kwargs)
        docs.complete(schema)
        return schema


api = Api(
    title="resonans",
    version=__version__,
    description=docs.INTRODUCTION,
    docs=docs.OwnPage(),
    auth=Bearer(),
    parser=ReadableParser(),
    servers=[{"url": settings().base_url}],
    urls_namespace="api",
)
api.add_decorator(once, mode="view")
for _router in (place, media, posts, deliveries, accounts, metrics):
    api.add_router("", _router)

for _kind in (ResonansError, ValidationError, HttpError, Http404, Exception):
    api.add_exception_handler(_kind, problems.of)
