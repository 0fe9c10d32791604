"""`show` finds what there is by its name: a sector, a linkage, a measure, a region, or all; and says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import tiny
from tests.cli.run import run, written

_AS_OF = ("--as-of", "2022-04-01")


def test_without_a_name_what_there_is_is_told_by_sector() -> None:
    assert (
        run("show").stdout
        == """\
What there is

Sectors
  labour: 1 list  [labour]
    拖欠工资失信联合惩戒对象名单 (a black list, 人力资源和社会保障部门)  [labour/arrears]
  tax: 1 grade  [tax]
    纳税信用等级 (a credit grade, 税务机关)  [tax/grade]

Linkages
  拖欠工资联合监督  [linkage/arrears]
"""
    )


def test_a_sector_is_told_with_its_linkages() -> None:
    assert (
        run("show", "labour", language="zh_CN").stdout
        == """\
劳动用工  [labour]

名单与等级
  《拖欠工资失信联合惩戒对象名单》（失信惩戒名单，人力资源和社会保障部门）  [labour/arrears]

联动
  《拖欠工资联合监督》  [linkage/arrears]
"""
    )


@pytest.mark.parametrize("name", ["arrears", "linkage/arrears"])
def test_a_linkage_is_told_by_either_of_its_names(name: str) -> None:
    assert (
        run("show", name, *_AS_OF).stdout
        == """\
拖欠工资联合监督  [linkage/arrears]

What it is
  for subjects on 拖欠工资失信联合惩戒对象名单, these measures by these departments

What follows
  [may] 列为重点监督检查对象 (人力资源和社会保障部门)
      Basis: 示例办法 (示例令第1号), article 12
"""
    )


def test_a_measure_is_told_with_what_brings_it() -> None:
    assert (
        run("show", "inspect_more", *_AS_OF, language="zh_CN").stdout
        == """\
列为重点监督检查对象  [measure/inspect_more]

这是什么
  行政性惩戒，强度：可以，由税务机关、人力资源和社会保障部门执行
      依据：《示例办法》（示例令第1号）第12条
  可及于企业、自然人

哪些政策、联动采用
  因《纳税信用等级》的等级：【可以】（税务机关）
      依据：《示例办法》（示例令第1号）第22条
  据《拖欠工资联合监督》，因《拖欠工资失信联合惩戒对象名单》：【可以】（人力资源和社会保障部门）
      依据：《示例办法》（示例令第1号）第12条
"""
    )


@pytest.mark.parametrize(
    ("name", "language", "message"),
    [
        (
            "labour/arears",
            "en",
            ("error: nothing in the policies is called `labour/arears` (did you mean `labour/arrears`?)"),
        ),
        (
            "拖欠工资联",
            "en",
            "error: nothing in the policies is called `拖欠工资联` (did you mean `拖欠工资联合监督`?)",
        ),
        (
            "limit_fund",
            "zh_CN",
            "错误：没有叫 `limit_fund` 的事项（是否应为 `limit_funding`？）",
        ),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, language: str, message: str) -> None:
    result = run("show", name, language=language)
    assert (result.exit_code, result.stdout, result.stderr.splitlines()[0]) == (1, "", message)


_REGION = """\
title: 示例市补充规则
status: draft
note: 仅为示例。
region: "1401"
basis:
  city: {title: 示例市办法, number: 示例市令第1号}
adds:
  labour/arrears:
    region_of: subject
    measures: [{measure: limit_funding, by: finance, strength: may, basis: city/4}]
"""


@pytest.mark.parametrize("name", ["1401", "regions/1401"])
def test_a_region_is_told_with_what_it_adds(tmp_path: Path, name: str) -> None:
    base = written(tmp_path, {**tiny.files(), "regions/1401.yaml": _REGION.encode()})
    assert (
        run("show", name, "--policies", base).stdout
        == """\
示例市补充规则  [regions/1401]

What it is
  rules of a region, 太原市
  a draft: for review only, without effect
  Note: 仅为示例。

What it adds
  added to 拖欠工资失信联合惩戒对象名单:
    for subjects in the region
    [may] 限制取得政府资金支持 (财政部门)
        Basis: 示例市办法 (示例市令第1号), article 4
"""
    )


def test_a_file_that_cannot_be_read_is_told_with_its_place(tmp_path: Path) -> None:
    base = written(tmp_path, tiny.files(list_="title: x\nlist: {kind: grey}\n"))
    result = run("show", "labour/arrears", "--policies", base)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.splitlines()[0].startswith(f"{tmp_path}/labour/arrears.yaml:1:1: ")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("拖欠工资失信联合惩戒对象名单", "labour/arrears"),
        ("限制取得政府资金支持", "limit_funding"),
        ("劳动用工", "labour"),
        ("示例办法", "document/order"),
    ],
)
def test_a_thing_is_found_by_its_title_too(title: str, name: str) -> None:
    assert run("show", title, *_AS_OF).stdout == run("show", name, *_AS_OF).stdout
