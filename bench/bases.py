"""Policy bases made to measure: so many rules over so many sectors, as people would write them.

Every other sector has two fact types of its own, with a rule for each grade; the others share one type, on which each
matter has a rule for large fines and one for small. So a record is about one rule, and two or five speak of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

RULES_A_SECTOR: Final = 10
KINDS: Final = 5
"""Grades of an own type; matters of a sector on the shared one."""
DEPARTMENTS: Final = 8
MEASURES: Final = 20

_FIELDS: Final = """
      document_no: {type: string, label: 文号, required: true}
      authority: {type: string, label: 机关代码}
      authority_name: {type: string, label: 机关}
      conduct: {type: string, label: 行为}
      grade: {type: enum, label: 等次, values: {g0: 一, g1: 二, g2: 三, g3: 四, g4: 五}}
      fine: {type: decimal, label: 金额, unit: CNY}
      people: {type: integer, label: 人数, unit: count}
      harmful: {type: boolean, label: 是否造成危害}
      decided_on: {type: date, label: 决定日}
      region: {type: string, label: 行政区划}
"""


@dataclass(frozen=True, slots=True)
class Size:
    """*rules* over as many sectors as ten a sector make."""

    rules: int

    @property
    def sectors(self) -> int:
        """How many sectors there are."""
        return self.rules // RULES_A_SECTOR

    def __str__(self) -> str:
        return f"{self.rules:,} rules, {self.sectors:,} sectors"


def base_of(size: Size) -> dict[str, bytes]:
    """The files of a base of *size*, by path."""
    files = {
        "departments.yaml": "departments:\n" + _lines("  d{0}: {{title: 部门{0}}}", DEPARTMENTS),
        "codes/matters.yaml": "title: 事项\nvalues:\n" + _lines("  m{0}: 事项{0}", size.sectors * KINDS),
        "measures/all.yaml": "basis: {law: {title: 措施目录}}\nmeasures:\n" + "".join(map(_measure, range(MEASURES))),
        "facts/shared.yaml": "fact_types:\n" + _SHARED,
    }
    for sector in range(size.sectors):
        files[f"s{sector}/list.yaml"] = _policy(sector)
        if _own_types(sector):
            types = (f"record{sector}_{half}" for half in range(RULES_A_SECTOR // KINDS))
            files[f"facts/s{sector}.yaml"] = "fact_types:\n" + "".join(map(_record, types))
    return {path: text.encode() for path, text in files.items()}


def _lines(form: str, count: int) -> str:
    return "".join(form.format(n) + "\n" for n in range(count))


def _measure(number: int) -> str:
    department = f"d{number % DEPARTMENTS}"
    return (
        f"  x{number}: {{title: 措施{number}, kind: administrative, executors: {department}, basis: law/{number + 1},"
        " kinds: [enterprise, natural_person], strength: shall}\n"
    )


def _record(name: str, more: str = "") -> str:
    return (
        f"  {name}:\n    title: 记录\n    evidence: decision\n    identity: [document_no, authority]\n"
        f"    dates: {{penalty: decided_on}}\n    fields:{_FIELDS}{more}"
    )


_SHARED: Final = (
    _record("penalty", "      matter: {type: code, label: 事项, codes: matters}\n")
    + "  corrected:\n    title: 改正\n    fields: {document_no: {type: string, label: 文号}}\n"
    + "  commitment:\n    title: 承诺\n    fields: {document_no: {type: string, label: 文号}}\n"
)


def _own_types(sector: int) -> bool:
    return sector % 2 == 0


def _type(sector: int, number: int) -> str:
    """What rule *number* speaks of."""
    return f"record{sector}_{number // KINDS}" if _own_types(sector) else "penalty"


def _which(sector: int, number: int) -> str:
    """What tells its facts from others of the type."""
    kind = number % KINDS
    return f"grade: g{kind}" if _own_types(sector) else f"matter: m{sector * KINDS + kind}"


def _policy(sector: int) -> str:
    black = sector % 3 == 0
    return _POLICY.format(
        sector=sector,
        department=f"d{sector % DEPARTMENTS}",
        values="{2015-01-01: 10000, 2024-01-01: 20000}" if sector % 5 == 0 else "{2015-01-01: 10000}",
        law="penalty" if sector % 4 == 1 else "listing",
        kind="{kind: black, decision: required, lapses: 1 year}" if black else "{kind: watch, decision: none}",
        listings="".join(_listing(sector, number) for number in range(RULES_A_SECTOR)),
        type=_type(sector, 0),
        which=_which(sector, 0),
        measures="".join(_carried(sector, number) for number in range(3)),
    )


_POLICY: Final = """title: 第{sector}领域名单
authority: {department}
applies_to: [enterprise, natural_person]
basis: {{order: {{title: 第{sector}领域办法, number: 令第{sector}号, in_force: {{from: 2015-01-01}}}}}}
parameters:
  large: {{unit: CNY, label: 数额较大, values: {values}, basis: order/3}}
law_of: {law}
list: {kind}
correction: {{fact: corrected, since: trigger, same: document_no}}
listings:
{listings}
repair:
  after: {{period: 6 months, from: later}}
  requires:
    - {{fact: corrected, since: trigger, same: document_no}}
    - {{fact: commitment, since: listing}}
  bars: [{{count: {type}, where: {{{which}}}, since: listing, is: ">= 2"}}]
  decision: required
  basis: order/12
measures:
{measures}"""


def _listing(sector: int, number: int) -> str:
    own, type_, which = _own_types(sector), _type(sector, number), _which(sector, number)
    side = ">=" if own or number < KINDS else "<"
    tests = [which] if own else []
    tests += [f'fine: "{side} large"'] if not own or number % 2 == 0 else []
    tests += ['people: ">= 2"'] if number % 3 == 0 or (own and number % 2) else []
    tests += ["harmful: true"] if number % 4 == 0 else []
    about = "" if own else f"    about: {{{which}}}\n"
    history = f"""    history: [{{count: {type_}, where: {{{which}}}, within: 24 months, is: ">= 2"}}]\n"""
    return f"""  rule{number}:
    label: 第{number}项情形
    on: {type_}
{about}    where: {{{", ".join(tests)}}}
{history if number % KINDS == KINDS - 1 else ""}    basis: order/{number + 4}
    period: {1 + number % 3} years
"""


def _carried(sector: int, number: int) -> str:
    measure = (3 * sector + number) % MEASURES
    return f"  - {{measure: x{measure}, by: d{measure % DEPARTMENTS}, strength: shall, basis: order/{number + 20}}}\n"
