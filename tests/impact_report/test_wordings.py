"""What a policy said beside what it says: only what differs is marked, and in a sentence only the words that do."""

from __future__ import annotations

import pytest

from engine.population.impact import Wording
from web.impact_report.wordings import Line, compared

Words = tuple[str, ...]


def _lines(before: Words, after: Words) -> tuple[Line, ...]:
    return compared([Wording("a/b", "名单", "zh_CN", before, after)])["zh_CN"][0].lines


@pytest.mark.parametrize(
    ("before", "after", "sorts"),
    [
        (("甲。", "乙。"), ("甲。", "乙。"), ["same"]),
        ((), ("甲。",), ["added"]),
        (("甲。",), (), ["removed"]),
        (("甲。", "期限为 3 年。"), ("甲。", "期限为 5 年。"), ["same", "changed"]),
        (("期限为 3 年。",), ("由人民法院决定。",), ["added", "removed"]),
        (("期限为 3 年。",), ("新的一句话在这里。", "期限为 5 年。"), ["added", "changed"]),
        (("完全不同的旧句。", "期限为 3 年。"), ("期限为 5 年。",), ["removed", "changed"]),
    ],
)
def test_a_sentence_is_kept_taken_out_put_in_or_changed(before: Words, after: Words, sorts: list[str]) -> None:
    assert [line.sort for line in _lines(before, after)] == sorts


def test_a_number_changes_as_a_whole() -> None:
    (line,) = _lines(("数额在 100,000 元以上。",), ("数额在 50,000 元以上。",))
    assert line.pieces == (("same", "数额在 "), ("removed", "100,000"), ("added", "50,000"), ("same", " 元以上。"))


def test_a_number_changes_with_its_unit() -> None:
    (line,) = _lines(("公示期为1年，自2015年1月1日起。",), ("公示期为2年，自2015年1月31日起。",))
    assert [text for mark, text in line.pieces if mark == "added"] == ["2年", "2015年1月31日"]


def test_no_word_of_either_is_lost() -> None:
    before, after = ("一句。", "期限为 3 年，自列入起。", "旧句。"), ("期限为 5 年，自决定起。", "新的。", "一句。")
    lines = _lines(before, after)
    old = [text for line in lines for mark, text in line.pieces if mark != "added"]
    new = [text for line in lines for mark, text in line.pieces if mark != "removed"]
    same = sum(line.count for line in lines)
    assert same == 1
    assert sorted("".join(old) + "一句。") == sorted("".join(before))
    assert sorted("".join(new) + "一句。") == sorted("".join(after))


def test_a_policy_told_in_one_language_stands_in_both() -> None:
    found = compared([Wording("a/b", "名单", "zh_CN", (), ("甲。",))])
    assert [(language, one.language, one.new) for language, (one,) in found.items()] == [
        ("zh_CN", "zh_CN", True),
        ("en", "zh_CN", True),
    ]
