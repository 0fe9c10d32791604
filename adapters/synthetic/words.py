"""What is usual of codes, truths and words: weights and pools by the name of a field, or by fact type and field.

A field that is not here has its codes in the order declared, each less often than the one before; is true once in
seven; and, as a text, is one of a few that say they are an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXAMPLE: Final = "示例"
"""What every made-up text begins with."""

POOLS: Final[Mapping[str, tuple[str, ...]]] = {
    "conduct": (
        "超范围经营", "标识标注不全", "逾期未办变更", "台账记录不全", "未亮照经营", "未明码标价",
        "消防通道堵塞", "设备逾期未检", "培训记录缺失", "扬尘管控不力", "超限运输", "未按时申报",
    ),
    "facts_found": ("现场检查发现", "抽样检验发现", "群众举报查实", "部门移送查实", "年度核查发现"),
    "administrative_penalty.content": ("予以罚款", "予以警告", "没收物品", "责令改正", "罚款并没收"),
    "administrative_permit.content": ("准予新办", "准予变更", "准予延续", "准予补办", "准予注销"),
    "administrative_penalty.title": ("日常检查案", "专项检查案", "举报案", "移送案"),
    "administrative_permit.title": ("新办事项", "变更事项", "延续事项", "补办事项"),
    "case_name": ("日常检查案", "专项检查案", "举报案", "移送案"),
    "document_name": ("准予许可决定", "准予变更决定", "准予延续决定", "补办决定"),
    "certificate": ("经营许可证", "卫生许可证", "安全许可证", "排污许可证", "道路运输证", "从业资格证"),
    "about": ("如实申报", "按时履约", "规范经营", "按期整改", "容缺补正"),
    "medium": ("门户网站", "公示系统", "公告栏", "新闻媒体"),
    "scope": ("公开", "部门共享"),
    "publicity_term": ("三个月", "一年", "三年"),
    "ground_cited": ("甲条例", "乙条例", "丙办法", "丁办法", "戊规定"),
    "indicator": tuple(f"指标{place:02}" for place in range(1, 13)),
    "cycle": tuple(f"{year}年度" for year in range(2019, 2027)),
    "platform": ("甲平台", "乙平台", "丙平台", "丁平台"),
}  # fmt: skip

FILLED: Final[Mapping[str, float]] = {
    "case_name": 0.3,
    "examined_as": 0.5,
    "licence": 0.03,
    "matters": 0.02,
    "other_kind": 0.03,
    "other_kinds": 0.03,
    "publicity_term": 0.3,
    "remark": 0.1,
    "scope": 0.4,
    "title": 0.5,
}
"""How often the fields are filled that most senders leave empty, where nothing asks for them."""

CODES: Final[Mapping[str, Mapping[str, float]]] = {
    "kinds": {
        "fine": 62, "warning": 8, "criticism": 2, "confiscation_of_gains": 5, "confiscation_of_goods": 4,
        "suspension_of_permit": 0.4, "suspension_of_licence": 0.1, "revocation_of_permit": 0.2,
        "revocation_of_licence": 0.3, "downgrade": 0.1, "restriction_of_business": 0.1, "suspension_of_business": 0.5,
        "closure": 0.1, "practice_restriction": 0.05, "detention": 0.3, "other": 3,
    },
    "sector": {
        "market": 12, "food": 2, "drugs": 1, "special_equipment": 1, "work_safety": 2, "fire": 3, "labour": 4,
        "tax": 12, "procurement": 0.5, "construction": 6, "environment": 6, "other": 10,
    },
    "severity": {"minor": 35, "general": 58, "serious": 7},
    "harm": {"none": 96, "injury": 1, "serious_consumer_harm": 2, "serious_social_effect": 1},
    "status": {"normal": 97, "valid": 97, "revoked": 0.5, "objection": 0.5, "invalid": 1, "other": 1},
    "stage": {"opened": 30, "convicted": 60, "acquitted": 1, "dropped": 9},
    "deduction": {
        "p1": 20, "p2": 16, "p3": 34, "p4": 3, "p5": 12, "p6": 3, "p7": 1, "p8": 1, "p9": 1, "p10": 1, "p11": 8,
    },
    "teacher_ethics_appraisal.result": {"qualified": 99, "failed": 1},
}  # fmt: skip
"""How often each code is seen where nothing asks for one."""

TRUE: Final[Mapping[str, float]] = {
    "books_kept": 0.98,
    "final": 0.85,
    "good_reason": 0.3,
    "simple_procedure": 0.12,
    "grave": 0.03,
    "permanent": 0.3,
    "able": 0.3,
    "shown_if_minor": 0.05,
    "tax_paid": 0.9,
}
"""How often a truth is true where nothing asks for it."""

USUALLY_TRUE: Final = 1 / 7
LOUD: Final = 0.02
"""How often, against others, chance has what puts somebody on a black or watch list."""

SECTOR_CODES: Final[Mapping[str, str]] = {
    "safety": "work_safety",
    "circulation": "market",
    "quality": "market",
    "advertising": "market",
    "price": "market",
    "ecommerce": "market",
}
"""The code of the field `sector` for what happens in a sector of that name, where it is not the name itself."""
