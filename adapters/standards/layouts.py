"""The columns of the exchange formats: penalties and permits (双公示) of both editions, and red and black lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Act = Literal["penalty", "permit", "listing"]
Edition = Literal["2018", "2015", "lists"]


@dataclass(frozen=True)
class Column:
    """One column: our *key*, its *codes* and its Chinese *names*, the standard's own first; *required* or not."""

    key: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Layout:
    """One file format: which administrative *act* it reports, of which *edition*, in which *columns*."""

    act: Act
    edition: Edition
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """The column that we call *key*."""
        return next(column for column in self.columns if column.key == key)


def _column(key: str, codes: str, names: str, *, required: bool = False) -> Column:
    return Column(key, tuple(codes.split()), tuple(names.split()), required)


def _party(prefix: str) -> tuple[Column, ...]:
    """The columns about the party (行政相对人) in the 2018 edition."""
    return (
        _column("name", f"{prefix}_XDR_MC", "行政相对人名称", required=True),
        _column("category", f"{prefix}_XDR_LB", "行政相对人类别", required=True),
        _column("uscc", f"{prefix}_XDR_SHXYM",
                "行政相对人代码_1(统一社会信用代码) 行政相对人代码_1 统一社会信用代码"),
        _column("registration_no", f"{prefix}_XDR_GSZC", "行政相对人代码_2(工商注册号) 行政相对人代码_2 工商注册号"),
        _column("organisation_code", f"{prefix}_XDR_ZZJG",
                "行政相对人代码_3(组织机构代码) 行政相对人代码_3 组织机构代码"),
        _column("tax_no", f"{prefix}_XDR_SWDJ", "行政相对人代码_4(税务登记号) 行政相对人代码_4 税务登记号"),
        _column("institution_no", f"{prefix}_XDR_SYDW",
                "行政相对人代码_5(事业单位证书号) 行政相对人代码_5 事业单位证书号"),
        _column("social_no", f"{prefix}_XDR_SHZZ",
                "行政相对人代码_6(社会组织登记证号) 行政相对人代码_6 社会组织登记证号"),
        _column("representative", f"{prefix}_FRDB {prefix}_FDDB", "法定代表人 法定代表人姓名"),
        _column("representative_id_type", f"{prefix}_FR_ZJLX", "法定代表人证件类型"),
        _column("representative_id", f"{prefix}_FR_ZJHM {prefix}_FR_SFZH",
                "法定代表人证件号码 法定代表人身份证号"),
        _column("id_type", f"{prefix}_XDR_ZJLX", "证件类型 自然人证件类型"),
        _column("id_number", f"{prefix}_XDR_ZJHM", "证件号码 自然人证件号码"),
    )  # fmt: skip


def _sender(unit: str, code: str) -> tuple[Column, ...]:
    """The columns about the department that sent the row, and what any row may end with."""
    return (
        _column("source_name", unit, "数据来源单位", required=True),
        _column("source", code, "数据来源单位统一社会信用代码", required=True),
        _column("recorded", "SJC", "数据更新时间戳 数据更新时间"),
        _column("remark", "BZ", "备注"),
    )


def _first_party(prefix: str, name: str, representative: str) -> tuple[Column, ...]:
    """The columns about the party in the first format."""
    return (
        _column("name", name, "行政相对人名称 相对人", required=True),
        _column("uscc", f"{prefix}_XDR_SHXYM", "行政相对人代码_1(统一社会信用代码) 行政相对人代码_1 统一社会信用代码"),
        _column("organisation_code", f"{prefix}_XDR_ZDM",
                "行政相对人代码_2(组织机构代码) 行政相对人代码_2 组织机构代码"),
        _column("registration_no", f"{prefix}_XDR_GSDJ", "行政相对人代码_3(工商登记码) 行政相对人代码_3 工商登记码"),
        _column("tax_no", f"{prefix}_XDR_SWDJ", "行政相对人代码_4(税务登记号) 行政相对人代码_4 税务登记号"),
        _column("id_number", f"{prefix}_XDR_SFZ", "行政相对人代码_5(居民身份证号) 行政相对人代码_5 居民身份证号"),
        _column("representative", representative, "法定代表人姓名 法定代表人"),
    )  # fmt: skip


def _first_sender(prefix: str) -> tuple[Column, ...]:
    return (
        _column("status", f"{prefix}_ZT", "当前状态"),
        _column("region", "DFBM", "地方编码"),
        _column("recorded", "SJC", "数据更新时间戳 数据更新时间"),
        _column("scope", f"{prefix}_SYFW", "使用范围 信息使用范围"),
        _column("publicity_term", "GSQX", "公示期限"),
        _column("remark", "BZ", "备注"),
    )


PENALTY_2018: Final = Layout("penalty", "2018", (
    *_party("CF"),
    _column("document_no", "CF_WSH", "行政处罚决定书文号", required=True),
    _column("conduct", "CF_WFXW", "违法行为类型", required=True),
    _column("facts_found", "CF_SY", "违法事实", required=True),
    _column("ground_cited", "CF_YJ", "处罚依据", required=True),
    _column("kinds", "CF_CFLB", "处罚类别", required=True),
    _column("content", "CF_NR", "处罚内容", required=True),
    _column("fine", "CF_NR_FK", "罚款金额(万元)"),
    _column("confiscated", "CF_NR_WFFF", "没收违法所得、没收非法财物的金额(万元)"),
    _column("licence", "CF_NR_ZKDX", "暂扣或吊销证照名称及编号"),
    _column("decided_on", "CF_JDRQ", "处罚决定日期", required=True),
    _column("valid_until", "CF_YXQ", "处罚有效期", required=True),
    _column("publicity_until", "CF_GSJZQ", "公示截止期"),
    _column("authority_name", "CF_CFJG", "处罚机关", required=True),
    _column("authority", "CF_CFJGDM", "处罚机关统一社会信用代码", required=True),
    *_sender("CF_SJLY CF_SJLYDW", "CF_SJLYDM CF_SJLYDWDM"),
))  # fmt: skip

PERMIT_2018: Final = Layout("permit", "2018", (
    *_party("XK"),
    _column("document_name", "XK_XKWS", "行政许可决定文书名称", required=True),
    _column("document_no", "XK_WSH", "行政许可决定文书号", required=True),
    _column("kind", "XK_XKLB", "许可类别", required=True),
    _column("certificate", "XK_XKZS", "许可证书名称"),
    _column("permit_no", "XK_XKBH", "许可编号"),
    _column("content", "XK_NR", "许可内容", required=True),
    _column("decided_on", "XK_JDRQ", "许可决定日期", required=True),
    _column("valid_from", "XK_YXQZ", "有效期自", required=True),
    _column("valid_until", "XK_YXQZI", "有效期至", required=True),
    _column("authority_name", "XK_XKJG", "许可机关", required=True),
    _column("authority", "XK_XKJGDM", "许可机关统一社会信用代码", required=True),
    _column("status", "XK_ZT", "当前状态", required=True),
    *_sender("XK_LYDW XK_SJLYDW", "XK_LYDWDM XK_SJLYDWDM"),
))  # fmt: skip

PENALTY_2015: Final = Layout("penalty", "2015", (
    *_first_party("CF", "CF_XDR_MC", "CF_FR"),
    _column("document_no", "CF_WSH", "行政处罚决定书文号 决定书文号", required=True),
    _column("title", "CF_CFMC", "处罚名称"),
    _column("case_name", "CF_AJMC", "案件名称"),
    _column("kinds", "CF_CFLB1", "处罚类别1"),
    _column("more_kinds", "CF_CFLB2", "处罚类别2"),
    _column("facts_found", "CF_SY", "处罚事由 事由"),
    _column("ground_cited", "CF_YJ", "处罚依据 依据"),
    _column("content", "CF_JG", "处罚结果", required=True),
    _column("decided_on", "CF_JDRQ", "处罚决定日期", required=True),
    _column("valid_until", "CF_JZRQ", "截止日期 处罚截止期"),
    _column("authority_name", "CF_XZJG", "处罚机关", required=True),
    *_first_sender("CF"),
))  # fmt: skip

PERMIT_2015: Final = Layout("permit", "2015", (
    *_first_party("XK", "XK_XDR XK_XDR_MC", "XK_FR"),
    _column("document_no", "XK_WSH", "行政许可决定书文号 决定书文号", required=True),
    _column("title", "XK_XMMC", "项目名称", required=True),
    _column("kind", "XK_SPLB", "审批类别"),
    _column("content", "XK_NR", "许可内容"),
    _column("decided_on", "XK_JDRQ", "许可决定日期", required=True),
    _column("valid_until", "XK_JZQ", "许可截止期 截止期"),
    _column("authority_name", "XK_XZJG", "许可机关", required=True),
    *_first_sender("XK"),
))  # fmt: skip

LISTING: Final = Layout("listing", "lists", (
    _column("list", "HMDMC MDMC", "名单名称 黑名单名称 红名单名称", required=True),
    _column("list_kind", "MDLX", "名单类型"),
    _column("name", "ZTMC JGMC DXMC", "主体名称 机构名称 对象名称", required=True),
    _column("category", "ZTLB", "主体类别"),
    _column("uscc", "TYSHXYDM", "统一社会信用代码"),
    _column("registration_no", "ZCH", "注册号 工商注册号"),
    _column("organisation_code", "ZZJGDM", "组织机构代码"),
    _column("representative", "FDDBR FRDB", "法定代表人"),
    _column("representative_id_type", "FDDBRZJLX", "法定代表人证件类型"),
    _column("representative_id", "FDDBRZJHM", "法定代表人证件号码"),
    _column("id_type", "ZJLX", "证件类型"),
    _column("id_number", "ZJHM", "证件号码"),
    _column("document_no", "WSH IDENTIFICATION_NO", "认定文号 文书号"),
    _column("authority_name", "RDBM", "认定部门", required=True),
    _column("authority", "RDBMTYSHXYDM", "认定部门统一社会信用代码"),
    _column("ground_cited", "RDYJ", "认定依据", required=True),
    _column("decided_on", "RDRQ LRRQ", "认定日期 列入日期", required=True),
    _column("valid_from", "YXQS", "有效期始"),
    _column("valid_until", "YXQZ", "有效期至 有效期止"),
    _column("reason", "LRMDSY LYSY", "列入名单事由 列入事由", required=True),
    _column("amount", "SJJE", "涉及金额(元) 涉及金额"),
    _column("exited_on", "TCRQ", "退出日期"),
    _column("exit_reason", "TCMDYY", "退出名单原因"),
    _column("source_name", "DATA_SOURCE SJLY", "数据来源 数据来源单位"),
    _column("recorded", "SJC", "数据更新时间戳 数据更新时间"),
    _column("remark", "BZ", "备注"),
))  # fmt: skip
"""Red and black lists (守信激励, 失信惩戒对象名单): three schemas in use, as one."""

LAYOUTS: Final = (PENALTY_2018, PERMIT_2018, PENALTY_2015, PERMIT_2015, LISTING)
