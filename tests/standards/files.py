"""Files in the exchange formats, built row by row for the tests."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from adapters.standards.documents import read_bytes
from adapters.standards.intake import Intake, ListKnown
from adapters.standards.layouts import LISTING, PENALTY_2015, PENALTY_2018, PERMIT_2015, PERMIT_2018, Layout
from adapters.standards.raw import RawFact, Reading

ENTERPRISE = "91140100MA0TET105K"
SHEET = "xl/worksheets/sheet1.xml"
BODY = "12140000000000019W"
IDENTITY = "140100197001010015"
OLD_IDENTITY = "140100700101001"

PENALTY = {
    "name": "太原示例商贸有限公司", "category": "法人及非法人组织", "uscc": ENTERPRISE, "representative": "示例人",
    "document_no": "示市监罚〔2024〕12号", "conduct": "发布虚假广告", "facts_found": "在网页作引人误解的表述",
    "ground_cited": "《中华人民共和国广告法》", "kinds": "警告;罚款", "content": "警告，罚款1.200050万元",
    "fine": "1.200050", "decided_on": "2024/3/5", "valid_until": "2099/12/31", "publicity_until": "2027/3/5",
    "authority_name": "示例市市场监督管理局", "authority": BODY, "source_name": "示例市市场监督管理局", "source": BODY,
    "remark": "",
}  # fmt: skip

PERMIT = {
    "name": "太原示例商贸有限公司", "category": "法人及非法人组织", "uscc": ENTERPRISE, "representative": "示例人",
    "document_name": "准予行政许可决定书", "document_no": "示许准字〔2024〕7号", "kind": "普通",
    "certificate": "食品经营许可证", "permit_no": "JY11401000000007", "content": "预包装食品销售",
    "decided_on": "2024-03-05", "valid_from": "2024-03-05", "valid_until": "2029-03-04",
    "authority_name": "示例市行政审批服务管理局", "authority": BODY, "status": "1",
    "source_name": "示例市行政审批服务管理局", "source": BODY,
}  # fmt: skip

OLDER_PENALTY = {
    "name": "太原示例商贸有限公司", "uscc": ENTERPRISE, "document_no": "并工商罚字[2016]3号", "title": "虚假广告案",
    "kinds": "罚款", "more_kinds": "警告", "facts_found": "发布虚假广告", "ground_cited": "《广告法》",
    "content": "罚款一万元", "decided_on": "2016-05-04", "authority_name": "示例市工商行政管理局", "status": "0",
    "region": "140100", "recorded": "2016-05-09 10:20:30",
}  # fmt: skip

OLDER_PERMIT = {
    "name": "太原示例商贸有限公司", "uscc": ENTERPRISE, "document_no": "并许字[2016]8号", "title": "食品经营许可",
    "kind": "普通", "content": "食品销售", "decided_on": "2016-05-04", "valid_until": "2021-05-03",
    "authority_name": "示例市食品药品监督管理局", "status": "0", "recorded": "2016-05-09",
}  # fmt: skip

LISTED = {
    "list": "拖欠农民工工资失信联合惩戒对象名单", "list_kind": "失信黑名单", "name": "太原示例商贸有限公司",
    "category": "法人及非法人组织", "uscc": ENTERPRISE, "representative": "示例人",
    "document_no": "示人社列字[2026]1号", "authority_name": "示例市人力资源和社会保障局", "authority": BODY,
    "ground_cited": "人社部令第45号第五条",
    "decided_on": "2026/3/5", "valid_until": "2029-03-05", "reason": "拖欠十人工资", "amount": "86000",
}  # fmt: skip

LISTS = (
    ListKnown("labour/wage-arrears", "拖欠农民工工资失信联合惩戒对象名单", "black"),
    ListKnown("tax/a-grade-taxpayers", "纳税信用A级纳税人名单", "red"),
)

ROWS: dict[Layout, Mapping[str, str]] = {
    PENALTY_2018: PENALTY, PERMIT_2018: PERMIT, PENALTY_2015: OLDER_PENALTY, PERMIT_2015: OLDER_PERMIT,
    LISTING: LISTED,
}  # fmt: skip


def table(layout: Layout, rows: Iterable[Mapping[str, str]], *, codes: bool = False) -> list[list[str]]:
    """A header, by Chinese names or by codes, and *rows* under it."""
    header = [column.codes[0] if codes else column.names[0] for column in layout.columns]
    return [header, *([row.get(column.key, "") for column in layout.columns] for row in rows)]


def penalties(*changes: Mapping[str, str]) -> list[list[str]]:
    """A penalty table of 2018 with a row for each of *changes* to the usual one."""
    return table(PENALTY_2018, [{**PENALTY, **change} for change in changes or ({},)])


def csv_bytes(rows: Iterable[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """*rows* as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(*sheets: Iterable[Sequence[Any]], titles: Sequence[str] = ()) -> bytes:
    """*sheets* as a workbook; days and numbers stay such."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for index, rows in enumerate(sheets):
        page = book.create_sheet(titles[index] if titles else f"Sheet{index + 1}")
        for row in rows:
            page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rewritten(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """*data*, a workbook, with the part *name* changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == name else content)
    return stream.getvalue()


def reading(rows: Iterable[Sequence[str]], intake: Intake | None = None) -> Reading:
    """What the reader makes of *rows* sent as `p.csv`."""
    return read_bytes(csv_bytes(rows), "p.csv", None, intake or Intake())


def only_fact(found: Reading) -> RawFact:
    """The fact of a reading that has one and rejects nothing."""
    assert [str(rejection) for rejection in found.rejected] == []
    assert len(found.facts) == 1
    return found.facts[0]


def lines(found: Reading) -> list[str]:
    """What *found* rejects, as people read it."""
    return [str(rejection) for rejection in found.rejected]


def noted(found: Reading) -> list[str]:
    """What *found* notes, but for the day from which records are known."""
    return [str(note) for note in found.notes if note.code != "exchange.recorded_assumed"]
