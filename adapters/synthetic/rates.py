"""How often what happens in the province this one imitates, and what comes of it: round figures of our own.

They are orders of magnitude, not statistics. A sector, list or fact type that is in no table has weight 1, so that a
new one gets records by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from engine.language.shape import Kind

Sort = Literal["black", "watch", "notice", "red", "looked"]
"""What a happening may lead to; `looked` is what grades and conditions look at and no rule is triggered by."""

SORTS: Final[tuple[Sort, ...]] = ("black", "watch", "notice", "red", "looked")

EPISODES: Final[Mapping[Kind, tuple[float, float, float, float, float]]] = {
    "individual_business": (0.006, 0.007, 0.085, 0.010, 0.02),
    "enterprise": (0.0155, 0.014, 0.115, 0.024, 0.06),
    "natural_person": (0.018, 0.012, 0.060, 0.010, 0.01),
    "practitioner": (0.030, 0.020, 0.030, 0.005, 0.03),
    "collective": (0.012, 0.010, 0.090, 0.010, 0.02),
    "public_institution": (0.004, 0.020, 0.060, 0.030, 0.03),
    "social_organisation": (0.010, 0.030, 0.040, 0.060, 0.03),
    "government": (0.004, 0.040, 0.020, 0.020, 0.03),
    "vehicle": (0.050, 0.010, 0.020, 0.000, 0.01),
}
"""Episodes of each of `SORTS` that a subject of ordinary frailty meets with in the usual span of time."""

SECTORS: Final[Mapping[str, float]] = {
    "publicity": 60,
    "court": 20,
    "circulation": 45,
    "market": 10,
    "transport": 8,
    "honesty": 5,
    "tax": 8,
    "labour": 6,
    "food": 4,
    "enterprise": 4,
    "safety": 4,
    "environment": 3,
    "quality": 2,
    "construction": 2,
    "police": 2,
    "social-security": 2,
}
"""How much is recorded in a sector, against 1."""

LISTS: Final[Mapping[str, float]] = {
    "court/judgment-debtors": 4,
    "court/consumption-restrictions": 2,
    "market/serious-violations": 2,
    "labour/wage-arrears": 2,
    "tax/major-violations": 3,
    "transport/overloaders": 2,
    "circulation/foreign-contractors": 0.05,
    "circulation/trade-bans": 0.05,
}
"""How often a list is what an episode may lead to, against 1."""

RULES: Final[Mapping[str, float]] = {
    "circulation/penalty-publicity/severe": 0.1,
    "circulation/penalty-publicity/restricted": 0.1,
    "circulation/penalty-publicity/other": 0.5,
    "circulation/penalty-publicity/fined": 3,
    "circulation/penalty-publicity/fined_2025": 3,
    "publicity/administrative-penalties/general_2019": 6,
    "publicity/administrative-penalties/shown_2023": 6,
    "publicity/administrative-penalties/general_2026": 4,
    "publicity/administrative-penalties/serious_kinds_2023": 0.1,
    "publicity/administrative-penalties/serious_2019": 0.3,
    "publicity/administrative-penalties/serious_2023": 0.3,
    "publicity/administrative-penalties/serious_2026": 0.3,
    "bidding/violation-records/restricted": 0.2,
    "procurement/published-records/banned": 0.3,
}
"""The same of a rule, within its list."""

SIZE_FACTORS: Final[Mapping[str, float]] = {"micro": 0.85, "small": 1.6, "medium": 3.0, "large": 6.0}
"""How much more is recorded of large enterprises than of small ones, good and bad."""

MONTHS: Final = (0.9, 0.6, 1.0, 1.0, 1.05, 1.15, 1.0, 0.95, 1.05, 0.9, 1.15, 1.25)
"""Records by month: few in the month of the Spring Festival, many before the year ends."""

GROWTH: Final = 1.10
"""Records of a year against those of the year before."""


@dataclass(frozen=True, slots=True)
class Routine:
    """Records of *type* that come about without anybody's fault, from the year *first* on.

    *rates* are records a year by kind; with *on* (month, day) they are the shares of subjects of which one is told each
    year, or every *every* years, always the same subjects. *letters* are the sections of industry it is about, all if
    none are given.
    """

    type: str
    rates: Mapping[Kind, float]
    first: int = 2015
    on: tuple[int, int] | None = None
    every: int = 1
    letters: str = ""


ROUTINES: Final = (
    Routine(
        "administrative_permit",
        {
            "enterprise": 0.43, "individual_business": 0.22, "natural_person": 0.22, "practitioner": 0.22,
            "collective": 0.4, "public_institution": 0.4, "social_organisation": 0.4, "vehicle": 0.5, "government": 0.2,
        },
    ),
    Routine(
        "credit_commitment",
        {
            "enterprise": 0.24, "individual_business": 0.12, "natural_person": 0.10, "practitioner": 0.12,
            "collective": 0.2, "public_institution": 0.15, "social_organisation": 0.2, "government": 0.1,
        },
        first=2017,
    ),
    Routine("product_check", {"enterprise": 0.05, "individual_business": 0.02}, letters="CF"),
    Routine("market_risk_class", {"enterprise": 0.30}, first=2022, on=(12, 20)),
    Routine("tax_year_record", {"enterprise": 0.12}, on=(12, 31)),
    Routine("labour_file_year", {"enterprise": 0.008}, first=2017, on=(12, 31)),
    Routine("environment_evaluation", {"enterprise": 0.08}, on=(12, 31), letters="BCDN"),
    Routine("teacher_ethics_appraisal", {"practitioner": 0.30}, first=2018, on=(9, 5)),
    Routine("doctor_appraisal", {"practitioner": 0.15}, on=(11, 15), every=2),
    Routine("annual_appraisal", {"natural_person": 0.05, "practitioner": 0.10}, on=(1, 20)),
    Routine("judicial_appraisal", {"practitioner": 0.02}, on=(1, 25)),
    Routine("tax_service_evaluation", {"enterprise": 0.02}, first=2018, on=(12, 31), letters="L"),
    Routine("patent_agency_rating", {"enterprise": 0.01, "practitioner": 0.01}, first=2023, on=(6, 30), letters="LM"),
    Routine("plan_assessment", {"government": 0.4, "public_institution": 0.02}, on=(3, 15)),
    Routine("taxi_driver_registered", {"practitioner": 0.06}, on=(5, 1), every=3),
    Routine("taxi_company_evaluation", {"enterprise": 0.02}, on=(12, 31), letters="G"),
    Routine("ciq_credit_evaluation", {"enterprise": 0.01}, on=(12, 31), letters="CF"),
)  # fmt: skip
"""What most records are: nobody did anything wrong."""

TAXED: Final = "tax_year_record"
"""Whom the tax office tells of each year meets with what follows, too, so often a year."""
TAX_RECORDS: Final[Mapping[str, float]] = {"tax_indicator": 3.0, "tax_non_recurrent_record": 0.06}

COPIED: Final = 0.018
"""Of the records that have an identity, those that a second department sends, too."""

REVOKED: Final = 0.008
"""Of the records, those revoked later; of decisions and of what led to them four times as many."""

MOVED: Final[Mapping[str, float]] = {"region": 0.02, "industry": 0.02, "kind": 0.004}
"""Of the subjects, those whose region or industry changes, or that become an enterprise."""

DECIDED: Final = 0.82
"""Of what waits for a decision, what is listed; some is declined, the rest nobody decides on."""
DECLINED: Final = 0.10

APPLIED: Final = 0.45
"""Of those listed who can get off early, those that apply; some too early, some of these with success."""
TOO_EARLY: Final = 0.18
REFUSED: Final = 0.07
EARLY_GRANTED: Final = 0.12
AGAIN: Final = 0.6
UNDONE: Final = 0.02

OBJECTED: Final = 0.05
"""Of those listed, those that object, and of the objections those that are right."""
RIGHT: Final = 0.2
