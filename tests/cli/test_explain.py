"""`explain`: the whole tree of conditions with the values compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import facts
from tests.cli.run import run

_AS_OF = ("--as-of", "2022-04-01", "--known-at", "2022-04-01")


def _explain(tmp_path: Path, group: list[dict[str, object]], subject: str, policy: str, *more: str) -> str:
    path = facts.file(tmp_path, group)
    result = run("explain", path, "--subject", subject, "--policy", policy, *(more or _AS_OF))
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_a_rule_that_does_not_fire_shows_what_keeps_it(tmp_path: Path) -> None:
    assert (
        _explain(tmp_path, facts.NEAR, "s4", "labour/arrears")
        == """\
经责令拒不支付拖欠工资, for 责令支付拖欠工资 (2022-02-01, 文书号 丙1): 履行情况 逾期未支付, \
拖欠金额 40,000 yuan, by the law of 2022-04-01:
  ✓ 履行情况 is 逾期未支付; found: 逾期未支付
  ✓ 拖欠金额 at least 数额较大 (30,000 yuan); found: 40,000 yuan
  ✓ the kind of subject is among those it speaks of; found: enterprise
  ✓ the rule is in force that day
  ✗ number of 责令支付拖欠工资 (履行情况 is 逾期未支付) within 12 months at least 2; \
found: 1 (counted: 责令支付拖欠工资 (2022-02-01, 文书号 丙1))
  ⇒ does not hold
"""
    )


def test_what_is_not_known_is_shown_so(tmp_path: Path) -> None:
    told = _explain(tmp_path, facts.UNDECIDED, "s2", "labour/arrears", "--rule", "refuses_to_pay", *_AS_OF)
    assert "  ? 拖欠金额 at least 数额较大 (30,000 yuan); found: unknown\n" in told
    assert told.endswith("  ⇒ not known\n")


def test_a_listing_shows_its_repair_too(tmp_path: Path) -> None:
    told = _explain(tmp_path, facts.LISTED, "s1", "labour/arrears")
    assert told.startswith(
        "拖欠工资失信联合惩戒对象名单 (人力资源和社会保障部门)\n  Listed from 2022-03-01 until 2025-03-01.\n"
    )
    assert told.endswith("""\
: repair, were it applied for on 2022-04-01:
  ✗ required
    ✗ 拖欠工资全额支付 since the act; found: 0
  ✓ nothing bars it
    ✗ 责令支付拖欠工资 since the listing; found: 0
  ⇒ does not hold
""")


_GRADED_ON = ("--as-of", "2023-05-01", "--known-at", "2023-05-01")


def test_a_grade_shows_the_conditions_of_its_year_and_what_moved_the_score(tmp_path: Path) -> None:
    assert (
        _explain(tmp_path, facts.GRADED, "s3", "tax/grade", *_GRADED_ON)
        == """\
曾被列入拖欠工资名单 (2022-12-31):
  ✗ on 拖欠工资失信联合惩戒对象名单; found: false
  ⇒ does not hold
逾期申报, for 逾期申报 (2022-02-01):
  ✓ 逾期月数 at least 2; found: 2
  ⇒ holds
"""
    )


def test_one_item_of_a_grade_is_explained_alone(tmp_path: Path) -> None:
    told = _explain(tmp_path, facts.GRADED, "s3", "tax/grade", "--rule", "late", *_GRADED_ON)
    assert told.startswith("逾期申报, for 逾期申报 (2022-02-01):\n")
    path = facts.file(tmp_path, facts.GRADED)
    result = run("explain", path, "--subject", "s3", "--policy", "tax/grade", "--rule", "lat", *_GRADED_ON)
    assert result.stderr.splitlines()[0] == "error: `tax/grade` has no rule `lat` (did you mean `late`?)"


def test_what_was_listed_is_explained_by_the_law_it_was_listed_under(tmp_path: Path) -> None:
    """It was explained by the law of the day asked, under which it might not have been listed at all."""
    days = ("--as-of", "2022-06-01", "--known-at", "2022-06-01")
    path = facts.file(tmp_path, facts.LISTED)
    told = run("explain", path, "--subject", "s1", "--policy", "labour/arrears", "-f", "json", *days).stdout
    laws = {(one["fact"], one["law"], one["truth"]) for one in json.loads(told) if one["part"] == "listing"}
    assert laws == {("f1", "2022-06-01", "false"), ("f2", "2022-03-01", "true")}


def test_a_policy_with_nothing_to_look_at_says_so(tmp_path: Path) -> None:
    told = _explain(tmp_path, facts.GRADED, "s3", "labour/arrears")
    assert told == "the policy looks at no record of this subject\n"


def test_json_has_every_condition(tmp_path: Path) -> None:
    (found,) = json.loads(_explain(tmp_path, facts.NEAR, "s4", "labour/arrears", "-f", "json", *_AS_OF))
    points = found.pop("points")
    assert found == {
        "policy": "labour/arrears",
        "part": "listing",
        "rule": "refuses_to_pay",
        "fact": "n1",
        "day": "2022-02-01",
        "law": "2022-04-01",
        "truth": "false",
    }
    assert [(point["aspect"], point["truth"], point["found"]) for point in points] == [
        ("where", "true", "not_complied"),
        ("where", "true", "40000"),
        ("kind", "true", "enterprise"),
        ("in_force", "true", None),
        ("condition", "false", "1"),
    ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ("--policy", "labour/arears"),
            "there is no such policy in force: `labour/arears` (did you mean `labour/arrears`?)",
        ),
        (
            ("--policy", "labour/arrears", "--rule", "refuses"),
            "`labour/arrears` has no rule `refuses` (did you mean `refuses_to_pay`?)",
        ),
        ((), "`--policy` is missing"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(tmp_path: Path, args: tuple[str, ...], message: str) -> None:
    result = run("explain", facts.file(tmp_path, facts.NEAR), "--subject", "s4", *args, *_AS_OF)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, f"error: {message}")
