"""The fact types every base has: decisions, applications, publications and the like, and the subject's own facts.

They name the `policy` they speak of and, in `grounds`, the ids of the triggering facts; without `grounds` they mean
everything pending or open that day (S18).
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.fact_types import FactType

_POLICY = {
    "policy": {"type": "string", "label": "名单", "required": True},
    "grounds": {"type": "set", "label": "所涉记录"},
}


def _about_policy(title: str, **fields: Mapping[str, object]) -> FactType:
    """A decision or the like; one document says one thing of a policy, however many departments send it (S7)."""
    identity = [name for name in ("policy", "document_no", "outcome") if name in (*_POLICY, *fields)]
    keys = {"title": title, "evidence": "decision", "fields": {**_POLICY, **fields}}
    return FactType.model_validate(keys | ({"identity": identity} if "document_no" in fields else {}))


BUILTIN_FACT_TYPES: Mapping[str, FactType] = {
    "listing_decision": _about_policy(
        "列入决定",
        outcome={"type": "enum", "label": "结果", "required": True, "values": {"list": "列入", "decline": "不予列入"}},
        period={"type": "string", "label": "期限"},
        document_no={"type": "string", "label": "文号"},
        # what the exchange formats of lists say beside it
        authority={"type": "string", "label": "认定部门统一社会信用代码"},
        authority_name={"type": "string", "label": "认定部门"},
        ground_cited={"type": "string", "label": "认定依据"},
        reason={"type": "string", "label": "列入事由"},
        amount={"type": "decimal", "label": "涉及金额", "unit": "CNY"},
        valid_from={"type": "date", "label": "有效期始"},
        valid_until={"type": "date", "label": "有效期至"},
        legal_representative={"type": "string", "label": "法定代表人", "sensitivity": "personal"},
        source_name={"type": "string", "label": "数据来源单位"},
        remark={"type": "string", "label": "备注"},
    ),
    "term_decision": _about_policy(
        "期限决定",
        period={"type": "string", "label": "期限"},
        extend={"type": "string", "label": "延长"},
        document_no={"type": "string", "label": "文号"},
    ),
    "publication": _about_policy("公布", medium={"type": "string", "label": "载体"}),
    "repair_application": _about_policy("信用修复申请"),
    "repair_decision": _about_policy(
        "信用修复决定",
        outcome={"type": "enum", "label": "结果", "required": True, "values": {"grant": "准予", "refuse": "不予"}},
        document_no={"type": "string", "label": "文号"},
    ),
    "repair_undone": _about_policy("撤销信用修复", document_no={"type": "string", "label": "文号"}),
    "objection": _about_policy("异议"),
    "objection_settled": _about_policy("异议处理完毕"),
    "revocation": FactType.model_validate(
        {
            "title": "撤销记录",
            "evidence": "decision",
            "fields": {"revokes": {"type": "string", "label": "被撤销的记录", "required": True}},
        }
    ),
    "subject_profile": FactType.model_validate(
        {
            "title": "主体登记信息",
            "fields": {
                "kind": {"type": "string", "label": "主体类型"},
                "name": {"type": "string", "label": "名称"},
                "region": {"type": "string", "label": "行政区划"},
                "industry": {"type": "string", "label": "行业"},
                "born": {"type": "date", "label": "出生日期", "sensitivity": "personal"},
                "registered": {"type": "date", "label": "登记日期"},
            },
        }
    ),
}
"""Fact types by name; a base may not define these again."""
