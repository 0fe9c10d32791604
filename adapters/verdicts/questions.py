"""Questions with their facts: as a text tells them, or as they could be asked about what is on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from adapters.access.masking import Shown, fact_shown, subject_shown
from adapters.access.sight import Sight
from adapters.records.dossiers import OnRecord
from adapters.standards.documents import read_bytes
from adapters.standards.intake import Intake, lists_of, truths_of
from adapters.standards.mapping_checks import mappings_of
from adapters.standards.raw import Rejection
from adapters.verdicts.work import fitted
from engine.compile.program import Program
from engine.language.syntax import read_yaml

_MAPPING: Final = "mappings/penalties.yaml"
_NAME: Final = "text"
_SHORT: Final = 1 << 18
"""Bytes of a text that is taken for a question, if it is one."""


def questions_in(
    text: bytes, program: Program, files: Mapping[str, bytes]
) -> tuple[list[dict[str, Any]], Sequence[Rejection]]:
    """The subjects that *text* (JSON, YAML, CSV) speaks of with their facts, and what of it could not be read.

    It is read as a file of facts is for *program*, made of *files*; or it is itself a question (`subject`, `facts`).
    """
    if (whole := _question(text)) is not None:
        return [whole], ()
    mappings, _ = mappings_of(files, program.base)
    intake = Intake(mapping=mappings.get(_MAPPING), truths=truths_of(program), lists=lists_of(program))
    reading = read_bytes(text, _NAME, intake=intake)
    subjects: dict[str, dict[str, Any]] = {one["id"]: dict(one) for one in reading.subjects}
    facts: dict[str, list[Mapping[str, Any]]] = {id_: [] for id_ in subjects}
    for fact in reading.facts:
        facts.setdefault(fact["subject"], []).append(fact)
    found = [{"subject": subjects.get(id_, {"id": id_}), "facts": own} for id_, own in facts.items()]
    return found, reading.rejected


def _question(text: bytes) -> dict[str, Any] | None:
    """The question that *text* is, as the service takes it or as cases write it; nothing where it is none."""
    data = _data(text)
    if not isinstance(data, dict) or not isinstance(data.get("subject"), dict):
        return None
    facts = data.get("facts") or []
    if not isinstance(facts, list) or not all(isinstance(one, dict) for one in facts):
        return None
    told: dict[str, Any] = {"subject": data["subject"], "facts": facts}
    principals = data.get("principals")
    return told | ({"principals": principals} if isinstance(principals, dict) else {})


def _data(text: bytes) -> Any:
    """What *text* holds as JSON, or as YAML where it is short."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        document, problems = read_yaml(text, _NAME) if len(text) < _SHORT else (None, ())
        return document.data if document is not None and not problems else None


def shown_question(record: OnRecord, sight: Sight, program: Program) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What is on *record* as a question, as *sight* has it, and the JSON pointers of what is left out."""
    content, masked = _alone(record, sight, program)
    pointers = list(masked)
    principals = {}
    for one in record.principals.values():
        told, left_out = _alone(one, sight, program)
        principals[told["subject"]["id"]] = told
        pointers += [f"/principals/{told['subject']['id']}{pointer}" for pointer in left_out]
    return {**content, "principals": principals}, tuple(pointers)


def _alone(record: OnRecord, sight: Sight, program: Program) -> tuple[dict[str, Any], list[str]]:
    subject = subject_shown(sight, record.subject)
    records = map(orjson.loads, record.facts)
    known = [fitted(program, one) for one in records if one["type"] in program.fact_types]
    facts = [fact_shown(sight, program, one, record.subject.get("kind")) for one in known]
    masked = [f"/subject{one}" for one in subject.masked]
    masked += [pointer for number, one in enumerate(facts) for pointer in _pointers(number, one)]
    return {"subject": subject.content, "facts": [one.content for one in facts]}, masked


def _pointers(number: int, shown: Shown) -> Iterator[str]:
    return (f"/facts/{number}{one}" for one in shown.masked)
