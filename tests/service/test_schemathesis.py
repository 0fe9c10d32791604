"""Every operation of the document, asked in many ways that it allows and some that it does not.

No answer is a fault of ours, and none is other than the document says: status, media type, headers, shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from adapters.access.permissions import Role
from adapters.folder import SHIPPED, read_folder
from adapters.parts import Parts
from engine.language.base import release_hash
from tests.service.people import token_of
from tests.service.sample import sample, store_sample
from web.api.document import document
from web.api.resources import RESOURCES
from web.app import create_app

ROLES: Final[tuple[Role, ...]] = ("officer", "auditor", "administrator")
CHECKS: Final = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
EXAMPLES: Final = 8
SUBJECTS, FACTS = sample()
KNOWN: Final[Mapping[tuple[str, str], str]] = {
    ("subjects", "id"): str(SUBJECTS[0]["id"]),
    ("facts", "id"): str(FACTS[0]["id"]),
    ("users", "id"): "officer",
    ("lists", "policy"): "labour/wage-arrears",
    ("policies", "policy"): "labour/wage-arrears",
    ("policies", "id"): "labour/wage-arrears",
    ("parameters", "policy"): "labour/wage-arrears",
    ("parameters", "name"): "total_least",
    ("releases", "hash"): release_hash(read_folder(SHIPPED)),
    ("departments", "department"): "tax",
    ("gates", "gate"): "licensing",
}
"""What half of the questions are about, by the first part of the path and the name of the parameter."""
_PLAIN: Final = ("application/x-ndjson", "application/gzip", "text/csv",
                 "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")  # fmt: skip
"""Media types of bodies that schemathesis does not write by itself."""
OPERATIONS: Final = [one for resource in RESOURCES for one in resource.known]


@schemathesis.serializer(*_PLAIN)
def plain(_context: Any, value: Any) -> bytes:
    """Whatever *value* is, as a body: bytes as they are, the rest as lines of JSON."""
    if isinstance(value, bytes):
        return value
    return b"\n".join(orjson.dumps(one, default=str) for one in (value if isinstance(value, list) else [value]))


@pytest.fixture(scope="module")
def parts(shared: Parts) -> Parts:
    store_sample(shared)
    return shared


@pytest.fixture(scope="module")
def app(parts: Parts) -> Flask:
    return create_app(parts)


@pytest.fixture(scope="module")
def schema(app: Flask) -> Any:
    loaded = schemathesis.openapi.from_wsgi("/openapi.json", app)
    loaded.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    return loaded


@pytest.mark.parametrize("number", range(len(OPERATIONS)), ids=[f"{o.method} {o.path}" for o in OPERATIONS])
def test_no_answer_is_a_fault_or_other_than_the_document_says(number: int, schema: Any, parts: Parts) -> None:
    one = OPERATIONS[number]
    path = next(iter(document([one])["paths"]))
    operation = schema[path][one.method]
    tokens = [token_of(parts, role) for role in ROLES]

    @given(case=operation.as_strategy(), token=st.sampled_from(tokens), known=st.booleans())
    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def ask(case: Case[Any], token: str, known: bool) -> None:
        if known and case.path_parameters:
            case.path_parameters |= {name: KNOWN[path.split("/")[2], name] for name in case.path_parameters
                                     if (path.split("/")[2], name) in KNOWN}  # fmt: skip
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(response, checks=CHECKS)

    ask()
