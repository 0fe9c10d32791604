"""A file of facts about the subjects of the tiny base."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DIRECTIVE = {"type": "directive", "date": "2022-02-01"}


def _fact(id_: str, subject: str, type_: str, day: str, **said: Any) -> dict[str, Any]:
    related = said.pop("related", [])
    return {"fact": {"id": id_, "type": type_, "subject": subject, "date": day, "recorded": day, "fields": said,
                     "related": related}}  # fmt: skip


LISTED = [
    {"subject": {"id": "s1", "kind": "enterprise", "name": "示例公司", "region": "140100"}},
    _fact("f1", "s1", "directive", "2022-02-01", directive_no="甲1", outcome="not_complied", amount="10000"),
    _fact("f2", "s1", "directive", "2022-02-01", directive_no="甲2", outcome="not_complied", amount="40000",
          related=[{"role": "legal_representative", "subject": "p1"}]),
    _fact("d1", "s1", "listing_decision", "2022-03-01", policy="labour/arrears", outcome="list", grounds=["f2"]),
    _fact("a1", "s1", "repair_application", "2022-03-20", policy="labour/arrears"),
    {"subject": {"id": "p1", "kind": "natural_person"}},
]  # fmt: skip
UNDECIDED = [
    {"subject": {"id": "s2", "kind": "enterprise"}},
    _fact("g1", "s2", "directive", "2022-02-01", directive_no="乙1", outcome="not_complied", amount="10000"),
    _fact("g2", "s2", "directive", "2022-02-01", directive_no="乙2", outcome="not_complied"),
]
GRADED = [
    {"subject": {"id": "s3", "kind": "enterprise"}},
    _fact("h1", "s3", "filed_late", "2022-02-01", months=2),
]
WRONG_RECORD = [_fact("x1", "s3", "filed_late", "2022-02-01", months="many")]
WRONG_ROW = [{"fact": {"id": "y1", "type": "filed_late", "subject": "s3", "date": "soon"}}]
NEAR = [
    {"subject": {"id": "s4", "kind": "enterprise"}},
    _fact("n1", "s4", "directive", "2022-02-01", directive_no="丙1", outcome="not_complied", amount="40000"),
]


def text(*groups: list[dict[str, Any]]) -> str:
    """*groups* of records, a line each."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for group in groups for record in group)


def file(folder: Path, *groups: list[dict[str, Any]]) -> str:
    """A file with *groups* of records, as an argument."""
    path = folder / "facts.ndjson"
    path.write_text(text(*groups), encoding="utf-8")
    return str(path)
