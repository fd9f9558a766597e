"""The description against the API: whatever it allows is answered as it says, and nothing breaks it."""

from datetime import datetime
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from resonans.core.models import Brand
from resonans.site.wsgi import application
from tests.api.conftest import Program

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

CHECKS = (
    not_a_server_error,
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)


@pytest.mark.django_db(transaction=True)
@schema.parametrize()
@hypothesis.settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_every_operation_keeps_to_its_description(
    case: schemathesis.Case[Any], owner: Program, brand: Brand, noon: datetime
) -> None:
    headers: dict[str, Any] = {"Authorization": f"Bearer {owner.secret}", "Accept-Encoding": "identity"}
    case.call_and_validate(headers=headers, checks=list(CHECKS))
