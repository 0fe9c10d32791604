"""The kinds of penalty (处罚类别) and of permit (许可类别), and which amounts and papers go with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from adapters.standards.raw import Refused, shown

OTHER: Final = "other"
PENALTIES: Final[Mapping[str, str]] = {
    "警告": "warning",
    "通报批评": "criticism",
    "罚款": "fine",
    "没收违法所得": "confiscation_of_gains",
    "没收非法财物": "confiscation_of_goods",
    "暂扣许可证": "suspension_of_permit",
    "暂扣许可证件": "suspension_of_permit",
    "暂扣执照": "suspension_of_licence",
    "暂扣营业执照": "suspension_of_licence",
    "吊销许可证": "revocation_of_permit",
    "吊销许可证件": "revocation_of_permit",
    "吊销执照": "revocation_of_licence",
    "吊销营业执照": "revocation_of_licence",
    "降低资质等级": "downgrade",
    "限制开展生产经营活动": "restriction_of_business",
    "责令停产停业": "suspension_of_business",
    "责令关闭": "closure",
    "限制从业": "practice_restriction",
    "行政拘留": "detention",
    "其他": OTHER,
}
"""Our codes for the 处罚类别 of the 2018 edition and of the penalties law since 2021."""

UNDIVIDED: Final = frozenset({
    "没收违法所得、没收非法财物",
    "暂扣或者吊销许可证、暂扣或者吊销执照",
    "暂扣或者吊销许可证、执照",
})  # fmt: skip
"""Classes of the older law that name several penalties and do not say which: taken as `other`, never guessed."""

PERMITS: Final[Mapping[str, str]] = {
    "普通": "ordinary",
    "特许": "franchise",
    "认可": "recognition",
    "核准": "verification",
    "登记": "registration",
    "其他": OTHER,
}
"""Our codes for the 许可类别."""

CONFISCATIONS: Final = frozenset({"confiscation_of_gains", "confiscation_of_goods"})
PAPERS: Final = frozenset({
    "suspension_of_permit", "suspension_of_licence", "revocation_of_permit", "revocation_of_licence",
})  # fmt: skip

_OTHER_FORM = re.compile(r"其他\s*[-—–:]+\s*(.+)", re.DOTALL)


def penalty_kinds(text: str) -> tuple[list[str], list[str]]:
    """The codes of the kinds that *text* joins by `;`, each once, and what it says of the others; raises `Refused`."""
    codes: dict[str, None] = {}
    remarks: list[str] = []
    for name in filter(None, (part.strip() for part in unicodedata.normalize("NFKC", text).split(";"))):
        code, remark = _kind(name, PENALTIES)
        codes[code] = None
        remarks += [remark] if remark else []
    if not codes:
        raise Refused("bad_penalty_kind", value=shown(text), known="、".join(PENALTIES))
    return list(codes), remarks


def permit_kind(text: str) -> tuple[str, str]:
    """The code of the permit kind in *text*, and what it says where that is `other`; raises `Refused`."""
    try:
        return _kind(unicodedata.normalize("NFKC", text).strip(), PERMITS)
    except Refused as refused:
        raise Refused("bad_permit_kind", value=shown(text), known="、".join(PERMITS)) from refused


def _kind(name: str, codes: Mapping[str, str]) -> tuple[str, str]:
    if name in codes:
        return codes[name], ""
    if found := _OTHER_FORM.fullmatch(name):
        return OTHER, found[1].strip()
    if name in UNDIVIDED:
        return OTHER, name
    raise Refused("bad_penalty_kind", value=shown(name), known="、".join(codes))
