"""By what fact types a store was encoded: what of each field decides how its values are kept, and which may be."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

from engine.compile.fields import Field
from engine.compile.program import Program

Signature = Mapping[str, Any]
Signatures = Mapping[str, Mapping[str, Signature]]


def signatures(program: Program) -> dict[str, dict[str, dict[str, Any]]]:
    """What every field of every fact type comes to, by type and name."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for name, compiled in program.fact_types.items():
        derived = dict(compiled.derived)
        found[name] = {one: signature(field) for one, field in compiled.fields.items()}
        for one, derivation in derived.items():
            found[name][one]["from"] = orjson.loads(derivation.model_dump_json(warnings=False))
    return found


def signature(field: Field) -> dict[str, Any]:
    """What *field* comes to."""
    codes = "\n".join(sorted(field.codes)) if field.codes is not None else None
    found: dict[str, Any] = {
        "family": field.family,
        "factor": field.factor,
        "signed": field.signed,
        "required": field.required,
        "codes": sha256(codes.encode()).hexdigest() if codes is not None else None,
    }
    if field.rows:
        found["rows"] = {name: signature(inner) for name, inner in field.rows.items()}
    return found


def fingerprint(of: Signatures) -> str:
    """One hash of all of them."""
    return sha256(orjson.dumps(of, option=orjson.OPT_SORT_KEYS)).hexdigest()
