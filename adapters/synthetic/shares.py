"""Who there is in the province this one imitates: shares of kinds, sizes and industries, round figures of our own.

They are orders of magnitude, not statistics; how often something happens stands in `rates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.language.shape import Kind

KINDS: Final[Mapping[Kind, float]] = {
    "individual_business": 0.55,
    "enterprise": 0.23,
    "natural_person": 0.15,
    "practitioner": 0.025,
    "collective": 0.022,
    "public_institution": 0.008,
    "social_organisation": 0.007,
    "government": 0.004,
    "vehicle": 0.004,
}
"""Shares of the kinds of subject: markets hold many more shops than companies."""

STARTS: Final[Mapping[Kind, str]] = {
    "individual_business": "92",
    "enterprise": "91",
    "collective": "93",
    "public_institution": "12",
    "social_organisation": "51",
    "government": "11",
}
"""First two characters of the 统一社会信用代码 of each kind that has one."""

PEOPLE: Final[frozenset[Kind]] = frozenset({"natural_person", "practitioner"})

SIZES: Final[Mapping[str, float]] = {"micro": 0.86, "small": 0.11, "medium": 0.025, "large": 0.005}
"""Sizes of enterprises; individual businesses are micro, others have none."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of GB/T 4754-2017: its *share* of enterprises and shops, its *divisions*, *sectors* it is prone to.

    *risk* is how often something goes wrong there, against 1.
    """

    letter: str
    share: float
    divisions: tuple[str, ...]
    sectors: Mapping[str, float]
    risk: float = 1.0


SECTIONS: Final = (
    Section("A", 4, ("01", "03", "05"), {"agriculture": 12, "food": 3}, 0.7),
    Section("B", 2, ("06", "08"), {"safety": 15, "environment": 6, "labour": 2}, 2.2),
    Section(
        "C", 9, ("13", "14", "26", "30", "33", "35"), {"quality": 8, "environment": 5, "safety": 4, "food": 2}, 1.4
    ),
    Section("D", 1, ("44", "45", "46"), {"environment": 5, "safety": 4, "price": 3}, 1.3),
    Section("E", 6, ("47", "48", "49", "50"), {"construction": 12, "labour": 8, "bidding": 8, "safety": 5}, 1.9),
    Section("F", 40, ("51", "52"), {"market": 2, "circulation": 4, "food": 3, "ecommerce": 4, "price": 2}, 0.85),
    Section("G", 5, ("54", "59", "60"), {"transport": 15, "safety": 2}, 1.8),
    Section("H", 12, ("61", "62"), {"food": 8, "tourism": 4, "price": 2}, 1.2),
    Section("I", 2, ("63", "64", "65"), {"internet": 15, "ecommerce": 6}),
    Section("J", 1, ("66", "67", "68"), {"finance": 15, "guarantee": 10, "credit-reporting": 10}, 1.3),
    Section("K", 2, ("70",), {"housing": 15, "intermediary": 5}, 1.3),
    Section("L", 5, ("71", "72"), {"intermediary": 8, "advertising": 8, "procurement": 3, "labour": 2}),
    Section("M", 2, ("73", "74", "75"), {"ip": 8, "education": 4, "quality": 3}, 0.6),
    Section("N", 1, ("76", "77", "78"), {"environment": 8}),
    Section("O", 5, ("80", "81", "82"), {"market": 2, "price": 2}, 0.7),
    Section("P", 1, ("83",), {"education": 20}),
    Section("Q", 1, ("84", "85"), {"healthcare": 15, "drugs": 10, "medical-insurance": 12}),
    Section("R", 1, ("86", "88", "90"), {"tourism": 8, "ip": 4}),
    Section("S", 0.5, ("91", "95"), {"social-organisations": 5, "government": 3}),
    Section("T", 0.05, ("97",), {}),
)

MISSING: Final = 0.03
"""Of the optional fields, those left empty."""
