"""The JSON Schema says what the shapes say: what can be read it admits, and what it can tell apart it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.language.base import is_law, load, shape_of
from engine.language.schema import SHAPES, FileKind, as_json, json_schema
from engine.language.syntax import read_yaml
from tests.language.broken import FOLDERS, broken, files_of, good

POLICIES = Path(__file__).parents[2] / "policies"
SHIPPED = {path: text for path, text in files_of(POLICIES).items() if is_law(path)}
TOLD_BY_SCHEMA = [
    "bad_citation", "bad_name", "bad_path", "bad_period", "bad_region", "bad_repeat", "bad_test", "empty",
    "expects_list", "expects_mapping", "expects_number", "expects_text", "expects_truth", "expects_whole_number",
    "missing_key", "none_of", "not_a_pair", "out_of_bounds", "too_few", "too_long", "unknown_condition", "unknown_key",
    "unknown_word",
]  # fmt: skip


@cache
def validator(kind: FileKind) -> Draft202012Validator:
    return Draft202012Validator(json_schema(kind))


def faults(path: str, text: bytes) -> list[str]:
    document, _ = read_yaml(text, path)
    assert document is not None
    kind: FileKind = next(kind for kind, shape in SHAPES.items() if shape is shape_of(path))
    return [fault.message for fault in validator(kind).iter_errors(as_json(document.data))]


@pytest.mark.parametrize("kind", SHAPES)
def test_each_schema_is_one_of_draft_2020_12(kind: FileKind) -> None:
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:xinheng:schema:{kind}"


@pytest.mark.parametrize("kind", SHAPES)
def test_every_key_has_a_description_and_no_name_of_a_class(kind: FileKind) -> None:
    schema = json_schema(kind)
    for shape in (schema, *schema.get("$defs", {}).values()):
        assert shape["description"]
        for key, value in shape["properties"].items():
            assert value.get("description"), key
            assert "title" not in value, key


@pytest.mark.parametrize("path", [*SHIPPED, *good()])
def test_the_schema_admits_what_is_shipped(path: str) -> None:
    assert faults(path, {**good(), **SHIPPED}[path]) == []


def readable() -> Mapping[str, tuple[str, bytes]]:
    found = {}
    for folder in FOLDERS:
        for path, text in broken(folder).items():
            if path.endswith(".yaml") and not load({path: text})[1]:
                found[f"{folder}/{path}"] = (path, text)
    return found


@pytest.mark.parametrize("case", readable().values(), ids=readable())
def test_the_schema_admits_what_can_be_read_though_it_is_wrong(case: tuple[str, bytes]) -> None:
    assert faults(*case) == []


@pytest.mark.parametrize("code", TOLD_BY_SCHEMA)
def test_the_schema_refuses_what_it_can_tell_is_wrong(code: str) -> None:
    assert any(faults(path, text) for path, text in broken(f"language.{code}").items())


@pytest.mark.parametrize(
    ("period", "admitted"),
    [("1 year", True), ({"range": ["1 year", "2 years"]}, True), ({"rang": []}, False), (3, False)],
)
def test_a_form_that_depends_on_its_keys_is_one_of_its_forms(period: Any, admitted: bool) -> None:
    listing = {"on": "labour_directive", "basis": "law/1", "period": period}
    policy = {"title": "名单", "authority": "tax", "applies_to": "enterprise", "basis": {}, "listings": {"a": listing}}
    faults_in_period = [fault for fault in validator("policy").iter_errors(policy) if "period" in fault.path]
    assert (not faults_in_period) is admitted
