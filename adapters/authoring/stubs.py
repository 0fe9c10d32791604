"""The stubs of a new policy: a draft that checks clean, with a fact type of its own and cases that hold."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

_DEPARTMENTS = """\
departments:
  credit_centre: {title: 公共信用信息工作机构}
"""
_FACTS = """\
# The record that the policy `@PATH@` looks at: say what it really holds.
basis:
  source: {title: @TITLE@, confidence: low}

fact_types:
  @FACT@:
    title: 违法行为认定（请改为实际名称）
    evidence: decision
    identity: [document_no]
    fields:
      document_no: {type: string, label: 文书号, required: true}
      amount: {type: decimal, label: 金额, unit: CNY}
    basis: source
"""
_LIST = """\
# A draft: it stays outside releases until `status: draft` is taken out.
title: @TITLE@
status: draft
authority: @AUTHORITY@
applies_to: [enterprise, individual_business]

basis:
  source: {title: @TITLE@, confidence: low}

parameters:
  large:
    unit: CNY
    label: 数额较大
    values: {2024-01-01: 10000}
    basis: source

law_of: listing

list: {kind: black, decision: required, basis: source}

listings:
  serious:
    label: 情节严重
    on: @FACT@
    where: {amount: ">= large"}
    basis: source
    period: 3 years
    on_repeat: restart

correction: {fact: @FACT@_corrected, since: trigger, same: document_no}

repair:
  after: {period: 6 months, from: later}
  requires: [{fact: @FACT@_corrected, since: trigger, same: document_no}]
  basis: source
"""
_CORRECTED = """\
  @FACT@_corrected:
    title: 违法行为纠正（请改为实际名称）
    fields:
      document_no: {type: string, label: 文书号, required: true}
    basis: source
"""
_LIST_CASES = """\
cases:
  - name: at the threshold the subject is proposed for the list
    as_of: 2024-06-01
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 10000}
    expect: {outcome: proposed, lists: {@PATH@: {state: proposed, from: 2024-05-06}}, proposals: [@PATH@]}

  - name: just under the threshold nobody is proposed
    as_of: 2024-06-01
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 9999.99}
    expect: {lists: {@PATH@: {state: none}}, near: [{policy: @PATH@, rule: serious, kept_by: where.amount}]}

  - name: where the amount is not known the case is undecided
    as_of: 2024-06-01
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1}
    expect: {undecided: [@PATH@]}

  - name: an individual business is proposed as an enterprise is
    subject: {id: s1, kind: individual_business}
    as_of: 2024-06-01
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 10000}
    expect: {proposals: [@PATH@]}

  - name: on the last day of the three years the subject is still listed
    as_of: 2027-05-20
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 10000}
      - {id: d1, type: listing_decision, date: 2024-05-20, policy: @PATH@, outcome: list}
    expect: {lists: {@PATH@: {state: listed, from: 2024-05-20, until: 2027-05-20, grounds: f1}}}

  - name: the day after the three years the listing has ended
    as_of: 2027-05-21
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 10000}
      - {id: d1, type: listing_decision, date: 2024-05-20, policy: @PATH@, outcome: list}
    expect: {lists: {@PATH@: {state: ended, ended_by: expiry, until: 2027-05-20}}}

  - name: six months after the correction an application ends the listing
    as_of: 2024-12-31
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 10000}
      - {id: d1, type: listing_decision, date: 2024-05-20, policy: @PATH@, outcome: list}
      - {id: c1, type: @FACT@_corrected, date: 2024-06-01, document_no: 甲1}
      - {id: a1, type: repair_application, date: 2024-12-02, policy: @PATH@}
    expect: {lists: {@PATH@: {state: ended, ended_by: repair, until: 2024-12-02}}}

  - name: an application a day earlier is refused, and one without correction too
    as_of: 2024-12-31
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 10000}
      - {id: d1, type: listing_decision, date: 2024-05-20, policy: @PATH@, outcome: list}
      - {id: a1, type: repair_application, date: 2024-05-31, policy: @PATH@}
      - {id: c1, type: @FACT@_corrected, date: 2024-06-01, document_no: 甲1}
      - {id: a2, type: repair_application, date: 2024-12-01, policy: @PATH@}
    expect:
      refusals:
        - {policy: @PATH@, fact: a1, reasons: [missing, not_corrected]}
        - {policy: @PATH@, fact: a2, reasons: too_early}
"""
_GRADE = """\
# A draft: it stays outside releases until `status: draft` is taken out.
title: @TITLE@
status: draft
authority: @AUTHORITY@
applies_to: [enterprise]

basis:
  source: {title: @TITLE@, confidence: low}

grade:
  per: calendar_year
  order: [A, B, C]
  start: 100
  items:
    large:
      label: 数额较大
      on: @FACT@
      where: {amount: ">= 10000"}
      points: -20
      basis: source
  bands: {A: ">= 80", B: "[60..80)", C: "< 60"}
  declared: 04-30
  basis: source
"""
_GRADE_CASES = """\
cases:
  - name: a year without what costs points is graded best
    as_of: 2025-04-30
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 9999.99}
    expect: {grades: {@PATH@: {grade: A, score: 100, from: 2025-04-30, year: 2024}}}

  - name: a case at the threshold costs twenty points, and eighty are enough for the best grade
    as_of: 2025-04-30
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 10000}
    expect: {grades: {@PATH@: {grade: A, score: 80}}}

  - name: two of them leave sixty points, the least of the second grade
    as_of: 2025-04-30
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 10000}
      - {id: f2, type: @FACT@, date: 2024-06-06, document_no: 甲2, amount: 10000}
    expect: {grades: {@PATH@: {grade: B, score: 60}}}

  - name: three of them are the worst grade
    as_of: 2025-04-30
    facts:
      - {id: f1, type: @FACT@, date: 2024-05-06, document_no: 甲1, amount: 10000}
      - {id: f2, type: @FACT@, date: 2024-06-06, document_no: 甲2, amount: 10000}
      - {id: f3, type: @FACT@, date: 2024-07-06, document_no: 甲3, amount: 10000}
    expect: {grades: {@PATH@: {grade: C, score: 40}}}

survivors:
  "grade.bands: 60 → 59": points go in steps of twenty, and no score lies between
  "grade.bands: 80 → 79": points go in steps of twenty, and no score lies between
"""


@dataclass(frozen=True)
class Stub:
    """What a new policy is called: its *path*, its *title*, and the *authority* that keeps it, if any is known."""

    path: str
    title: str
    authority: str | None

    @property
    def fact(self) -> str:
        """The name of its fact type."""
        name = self.path.replace("/", "_").replace("-", "_") + "_act"
        return name if name[0].isalpha() else f"policy_{name}"

    def filled(self, template: str) -> str:
        """*template* with its names put in."""
        names = {
            "@PATH@": self.path,
            "@TITLE@": orjson.dumps(self.title).decode(),
            "@FACT@": self.fact,
            "@AUTHORITY@": self.authority or "credit_centre",
        }
        for mark, name in names.items():
            template = template.replace(mark, name)
        return template


def stubs(stub: Stub, kind: str) -> dict[str, str]:
    """The files of a new policy of *kind*, by path; the departments too where there are none yet."""
    facts = _FACTS + (_CORRECTED if kind == "list" else "")
    files = {
        f"{stub.path}.yaml": _LIST if kind == "list" else _GRADE,
        f"{stub.path}.cases.yaml": _LIST_CASES if kind == "list" else _GRADE_CASES,
        f"facts/{stub.path.replace('/', '-')}.yaml": facts,
    }
    if stub.authority is None:
        files["departments.yaml"] = _DEPARTMENTS
    return {path: stub.filled(template) for path, template in files.items()}
