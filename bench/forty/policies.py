"""The forty policies as a table, and as text in the project's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TERM: Final = "term"
LARGE: Final = "large"
"""What the parameters of each are called: how long it lasts, and the dated threshold where it has one."""
Dated = tuple[tuple[str, int], ...]
"""Values by the day each begins."""

BUSINESSES: Final = ("enterprise", "individual_business", "collective")
EVERYBODY: Final = (*BUSINESSES, "natural_person", "practitioner", "social_organisation", "public_institution")


@dataclass(frozen=True, slots=True)
class Policy:
    """One list with one rule, on facts of the type *on*.

    It fires where the field of *which* has one of its codes, *amount* is at least its dated value (in whole yuan), and
    as many such facts as *history* says, months and number, came about. A ground lasts so many *months*; a repeat
    makes it longer by *extend* months, or begins anew. *cured*: a commitment ends it; *repaired*: an application does,
    after six months and a commitment. *watches* are lists of which the subject must be on one.
    """

    id: str
    on: str
    which: tuple[str, tuple[str, ...]]
    months: int
    kinds: tuple[str, ...] = EVERYBODY
    amount: tuple[str, Dated] | None = None
    history: tuple[int, int] | None = None
    extend: int = 0
    cured: bool = False
    repaired: bool = False
    watches: tuple[str, ...] = ()


def _penalties() -> list[Policy]:
    """Fines by sector, at thresholds that have changed; every other one extends, every third one is cured."""
    sectors = ("market", "labour", "construction", "tax", "other", "food", "fire", "work_safety", "environment",
               "drugs", "special_equipment", "procurement")  # fmt: skip
    return [
        Policy(
            f"penalties/{sector.replace('_', '-')}", "administrative_penalty", ("sector", (sector,)), 12 + 6 * (n % 5),
            kinds=BUSINESSES if n % 2 else EVERYBODY,
            amount=("fine", (("2010-01-01", 500 + 500 * n), ("2022-01-01", 1_000 + 500 * n))),
            extend=6 if n % 2 else 0,
            cured=n % 3 == 0,
        )
        for n, sector in enumerate(sectors)
    ]  # fmt: skip


def _publicity() -> list[Policy]:
    """Fines by how grave they are; the first is where applications for repair go."""
    penalty = "administrative_penalty"
    return [
        Policy("publicity/administrative-penalties", penalty, ("severity", ("general", "serious")), 36, repaired=True),
        Policy("grave/serious", penalty, ("severity", ("serious",)), 60, extend=12),
        Policy("grave/harmful", penalty, ("harm", ("injury", "serious_consumer_harm", "serious_social_effect")), 36),
        Policy("grave/large", penalty, ("severity", ("general",)), 24,
               amount=("fine", (("2010-01-01", 50_000), ("2021-07-15", 100_000))), cured=True),
        Policy("grave/revoked", penalty, ("status", ("revoked", "objection")), 12),
        Policy("grave/minor", penalty, ("severity", ("minor",)), 3, kinds=BUSINESSES,
               amount=("fine", (("2010-01-01", 200), ("2024-01-01", 1_000))), extend=3),
    ]  # fmt: skip


def _repeated() -> list[Policy]:
    """What only counts where it happens again: ten with a window."""
    deductions = (("p1", 24, 2), ("p2", 12, 2), ("p3", 12, 2), ("p5", 24, 2), ("p11", 36, 2), ("p4", 24, 2))
    found = [
        Policy(f"taxpayers/{code}", "tax_indicator", ("deduction", (code,)), 12, history=(months, least),
               extend=6 if n % 2 else 0, cured=n % 3 == 1)
        for n, (code, months, least) in enumerate(deductions)
    ]  # fmt: skip
    return [
        *found,
        Policy("repeated/fines", "administrative_penalty", ("severity", ("general", "serious")), 24, history=(12, 2)),
        Policy("repeated/many", "administrative_penalty", ("severity", ("general", "serious", "minor")), 36,
               history=(24, 3), extend=12),
        Policy("repeated/risks-c", "market_risk_class", ("class", ("C", "D")), 12, history=(24, 2)),
        Policy("repeated/risks-d", "market_risk_class", ("class", ("D",)), 24, history=(36, 2), kinds=BUSINESSES),
    ]  # fmt: skip


def _others() -> list[Policy]:
    """One condition each, some of them on the facts there are most of."""
    permit = "administrative_permit"
    return [
        Policy("appraised/basic", "annual_appraisal", ("result", ("basic",)), 12),
        Policy("appraised/incompetent", "annual_appraisal", ("result", ("incompetent",)), 24),
        Policy("permits/revoked", permit, ("status", ("revoked",)), 36),
        Policy("permits/invalid", permit, ("status", ("invalid",)), 12, kinds=BUSINESSES, cured=True),
        Policy("permits/objected", permit, ("status", ("objection",)), 6, extend=6),
        Policy("permits/others", permit, ("kind", ("other",)), 3, kinds=BUSINESSES),
        Policy("checked/failed", "product_check", ("result", ("failed",)), 12, extend=12),
        Policy("checked/on-sale", "product_check", ("stage", ("sale",)), 6),
    ]  # fmt: skip


def _watching() -> list[Policy]:
    """The second stratum: what happens to those who are on other lists."""
    return [
        Policy("watching/fined-taxpayers", "tax_indicator", ("deduction", ("p1", "p2", "p3")), 12,
               watches=("penalties/tax", "penalties/market", "grave/large")),
        Policy("watching/fined-permits", "administrative_permit", ("status", ("valid", "normal")), 6,
               watches=("grave/serious", "grave/harmful", "penalties/work-safety", "penalties/food")),
        Policy("watching/risky", "market_risk_class", ("class", ("C", "D")), 12,
               watches=("penalties/market", "repeated/fines", "taxpayers/p3")),
        Policy("watching/fined-again", "administrative_penalty", ("severity", ("general", "serious")), 24,
               watches=("taxpayers/p1", "taxpayers/p2", "repeated/risks-c", "permits/revoked")),
    ]  # fmt: skip


FORTY: Final[tuple[Policy, ...]] = (*_penalties(), *_publicity(), *_repeated(), *_others(), *_watching())


def files_of(policies: tuple[Policy, ...] = FORTY) -> dict[str, bytes]:
    """A base of *policies*, with the few fact types they speak of, by path."""
    texts = {f"{one.id}.yaml": text_of(one) for one in policies}
    texts |= {"departments.yaml": "departments: {office: {title: 主管部门}}\n", "facts/common.yaml": FACTS}
    return {path: text.encode() for path, text in texts.items()}


def text_of(one: Policy) -> str:
    """*one* in the project's language."""
    field, codes = one.which
    tests = [f"{field}: [{', '.join(codes)}]"]
    keys = [
        f"title: {one.id}",
        "authority: office",
        f"applies_to: [{', '.join(one.kinds)}]",
        "basis: {order: {title: 办法, in_force: {from: 2010-01-01}}}",
        "law_of: listing",
        "list: {kind: watch, decision: none, basis: order/1}",
    ]
    parameters = [f"{TERM}: {{unit: period, label: 期限, values: {{2010-01-01: {one.months} months}}, basis: order/3}}"]
    if one.amount is not None:
        tests.append(f'{one.amount[0]}: ">= {LARGE}"')
        values = ", ".join(f"{day}: {value}" for day, value in one.amount[1])
        parameters.append(f"{LARGE}: {{unit: CNY, label: 数额, values: {{{values}}}, basis: order/2}}")
    keys.append(f"parameters: {{{', '.join(parameters)}}}")
    rule = [f"on: {one.on}", f"where: {{{', '.join(tests)}}}", f"period: {TERM}", "basis: order/3"]
    if one.history is not None:
        months, least = one.history
        rule.append(
            f"history: [{{count: {one.on}, where: {{{tests[0]}}}, within: {months} months, is: '>= {least}'}}]"
        )  # fmt: skip
    if one.watches:
        rule.append(f"when: {{listed: [{', '.join(one.watches)}]}}")
    if one.extend:
        rule.append(f"on_repeat: extend {one.extend} months")
    if one.cured:
        rule += ["until: {fact: credit_commitment, since: trigger}", "ends: {any: [period, cure]}"]
    keys.append(f"listings: {{rule: {{{', '.join(rule)}}}}}")
    if one.repaired:
        keys.append(
            "repair: {after: {period: 6 months, from: listing}, "
            "requires: [{fact: credit_commitment, since: trigger}], basis: order/4}"
        )  # fmt: skip
    return "\n".join((*keys, ""))


FACTS: Final = """
fact_types:
  administrative_penalty:
    title: 行政处罚
    evidence: decision
    identity: [document_no, authority]
    fields:
      document_no: {type: string, label: 文号, required: true}
      authority: {type: string, label: 机关代码}
      sector: {type: string, label: 领域}
      severity: {type: string, label: 程度}
      harm: {type: string, label: 后果}
      status: {type: string, label: 状态}
      fine: {type: decimal, label: 罚款, unit: CNY}
  tax_indicator:
    title: 纳税指标
    evidence: decision
    identity: record_no
    fields:
      record_no: {type: string, label: 编号}
      deduction: {type: string, label: 扣分, required: true}
  market_risk_class:
    title: 风险等级
    evidence: decision
    fields:
      system: {type: string, label: 系统, required: true}
      class: {type: string, label: 等级, required: true}
  annual_appraisal:
    title: 年度考核
    evidence: decision
    fields: {result: {type: string, label: 结果, required: true}}
  administrative_permit:
    title: 行政许可
    evidence: decision
    identity: [document_no, authority]
    fields:
      document_no: {type: string, label: 文号, required: true}
      authority: {type: string, label: 机关代码}
      kind: {type: string, label: 种类}
      status: {type: string, label: 状态}
  product_check:
    title: 产品抽查
    evidence: decision
    identity: check_no
    fields:
      check_no: {type: string, label: 编号, required: true}
      result: {type: string, label: 结果, required: true}
      stage: {type: string, label: 环节}
  credit_commitment:
    title: 信用承诺
    evidence: statement
    fields: {about: {type: string, label: 事项}}
"""
