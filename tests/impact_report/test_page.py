"""The report as a page: whole, quiet, the same every time, no name in it a program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from adapters.releases import SHIPPED
from adapters.simulations.question import PREPARED
from engine.calendar import Period
from engine.population.impact import NONE, Axis, Figure, Impact, Point, Step, Sweep
from tests.impact.made import HOSTILE, SETTINGS, made, sampled
from tests.impact_report.extremes import IMPACTS
from tests.impact_report.reading import of_class, outside, parsed, read, text
from web.impact_report import page as pages
from web.impact_report.output import files, write
from web.impact_report.page import page

EVERY = pytest.mark.parametrize("impact", IMPACTS.values(), ids=IMPACTS.keys())


@EVERY
def test_a_page_is_well_formed(impact: Impact) -> None:
    assert read(impact).tag == "html"


@EVERY
def test_nothing_is_drawn_outside_its_frame(impact: Impact) -> None:
    assert [found for svg in read(impact).iter("svg") for found in outside(svg)] == []


@EVERY
def test_no_id_stands_twice_and_every_link_leads_somewhere(impact: Impact) -> None:
    root = read(impact)
    ids = Counter(one.get("id", "") for one in root.iter() if one.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    named = [one.get("href", "")[1:] for one in root.iter("a")]
    named += [one.get("for", "") for one in root.iter("label") if one.get("for")]
    named += " ".join(one.get("aria-labelledby", "") for one in root.iter()).split()
    assert set(named) - set(ids) == set()


@EVERY
def test_every_drawing_is_named_described_and_told_in_a_table(impact: Impact) -> None:
    root = read(impact)
    for figure in root.iter("figure"):
        svg = next(figure.iter("svg"))
        assert svg.get("role") == "img"
        assert [part.tag for part in svg[:2]] == ["title", "desc"]
        assert all(map(text, svg[:2]))
        assert svg.get("aria-labelledby") == f"{svg[0].get('id')} {svg[1].get('id')}"
        assert next(figure.iter("tbody"), None) is not None
    assert all(one.get("aria-hidden") for one in root.iter("svg") if one.get("role") != "img")


@EVERY
def test_what_is_said_in_one_language_is_said_in_the_other(impact: Impact) -> None:
    root = read(impact)
    assert len(of_class(root, "zh")) == len(of_class(root, "en")) > 20
    assert all(one.get("lang") for one in of_class(root, "en") if one.tag != "div")


@EVERY
def test_nothing_is_loaded_from_elsewhere(impact: Impact) -> None:
    content = page(impact).decode()
    assert not re.search(r"(?i)https?:|//[a-z]|url\(|@import|<(?:link|img|iframe|object|embed|base)", content)
    root = read(impact)
    assert [one.attrib for one in root.iter() if one.get("src") or one.get("style")] == []
    assert all(one.get("href", "").startswith("#") for one in root.iter("a"))


def test_only_our_style_and_our_script_may_run() -> None:
    root = read(IMPACTS["hostile"])
    policy = next(one for one in root.iter("meta") if one.get("http-equiv")).get("content", "")
    hashes = {
        tag: [b64encode(sha256((one.text or "").encode()).digest()).decode() for one in root.iter(tag)]
        for tag in ("style", "script")
    }
    assert policy == "default-src 'none'; " + "; ".join(
        f"{tag}-src 'sha256-{hashes[tag][0]}'" for tag in ("style", "script")
    )
    assert {tag: len(found) for tag, found in hashes.items()} == {"style": 1, "script": 1}


def test_a_hostile_name_is_only_a_name() -> None:
    root = read(IMPACTS["hostile"])
    assert len(list(root.iter("script"))) == 1
    assert text(root).count(HOSTILE) > 20
    assert "49" not in {text(one) for one in of_class(root, "of")}


def test_the_summary_says_who_changes_and_where() -> None:
    root = read(made())
    summary = next(one for one in root.iter("section") if one.get("aria-labelledby") == "x-summary")
    told = [text(one) for one in of_class(summary, "zh")]
    assert "占 2,000,000 个主体的 0.15%" in told
    assert any("《拖欠农民工工资失信联合惩戒对象名单》：2026-11-01 在列 3,120 → 4,604；新列入" in one for one in told)
    assert any("新列入 1,533，移出 49。另有 118 个主体仍在名单但期限延长，6 个缩短。" in one for one in told)
    assert "其余 2 个名单没有变化。" in told
    assert "工作量变动最大的是人力资源和社会保障部门：措施增加 1,621 项次，减少 49 项次。" in told
    assert "《纳税信用等级》：1,543 个主体的等级变动，其中 22 个上升，1,514 个下降。" in told
    assert any("由 50,000 变为 60,000 时" in one and "由 4,820 变为 3,390" in one for one in told)
    assert any(one.startswith("假定主体的行为不因政策变动而改变") for one in told)
    values = [text(one) for one in summary.iter("b")]
    assert values == ["3,090", "+1,533", "−49", "+12", "−1,345", "+5,861", "−1,559", "240"]


def _table(figure: Element) -> list[list[str]]:
    body = next(figure.iter("tbody"))
    return [[text(cell) for cell in row] for row in body.iter("tr")]


def _figure(impact: Impact, title: str) -> Element:
    found = [one for one in read(impact).iter("figure") if title in text(next(one.iter("title")))]
    assert len(found) == 1
    return found[0]


def test_the_series_stands_in_its_table() -> None:
    rows = _table(_figure(made(), "拖欠农民工工资失信联合惩戒对象名单》各月末在列主体数"))
    assert len(rows) == 36
    assert rows[-1] == ["2026-12-31", "3,060", "4,544", "+1,484"]


def test_a_city_tile_holds_the_sum_of_its_counties() -> None:
    rows = _table(_figure(made(), "新列入减移出，按县"))
    assert len(rows) == 11 + 117
    start = [row[0] for row in rows].index("太原市")
    assert [sum(int(row[side]) for row in rows[start + 1 : start + 11]) for side in (1, 2)] == [
        int(cell) for cell in rows[start][1:]
    ]


def test_what_lies_outside_the_province_is_told_below_the_map() -> None:
    assert "省外或者地区不详：新列入 10，移出 2。" in text(read(made()))


def test_the_flows_draw_only_who_moves_and_tell_who_stays() -> None:
    figure = _figure(made(), "主体状态：现行与拟议")
    assert len(of_class(figure, "ribbon")) == 10
    assert ["重点关注 watch list", "失信惩戒 black list", "320"] in _table(figure)
    assert "状态不变的 2,035,315 个见数据表" in text(read(made()))


def test_a_cliff_is_marked_in_the_drawing_and_in_the_table() -> None:
    figure = _figure(made(), "名单》：数额较大（元） /")
    assert len(of_class(figure, "cliff")) == 1
    assert [row[0] for row in _table(figure) if row[-1] == "▼"] == ["60,000"]


def test_a_grid_shows_its_numbers_and_marks_now_and_proposed() -> None:
    figure = _figure(made(), "数额较大（元） × 人数较多（人）")
    drawn = next(figure.iter("svg"))
    assert len(of_class(drawn, "now")) == len(of_class(drawn, "proposed")) == 1
    assert _table(figure)[2] == ["10", "5,300", "4,500", "3,700", "2,900", "2,100"]


def test_grades_stand_in_a_matrix() -> None:
    matrix = of_class(read(made()), "matrix")[0]
    assert [text(cell) for cell in list(matrix.iter("tr"))[4]] == ["C", "·", "·", "·", "23,000", "1,204", "·"]


def test_subjects_are_shown_masked_with_what_was_and_is_and_why() -> None:
    row = next(one for one in read(made()).iter("tr") if one.get("data-change") == "leaves")
    told = text(row)
    assert "欧＊＊＊14＊＊＊" in told
    assert "2027-05-02 → 不在名单" in told
    assert "refuses_to_pay" in told
    assert "labour_directive:2026-00002" in told
    assert "示例" not in text(of_class(read(made()), "affected")[0])


def test_where_not_all_subjects_have_room_each_change_has_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_AFFECTED", 6)
    rows = [one.get("data-change") for one in parsed(page(made())).iter("tr") if one.get("data-change")]
    assert Counter(rows) == {"enters": 2, "leaves": 2, "longer": 1, "grade": 1}


def test_an_estimate_has_its_bounds_and_the_page_says_how_it_was_drawn() -> None:
    told = text(read(sampled()))
    assert "按 10% 抽样（200,000 个主体，随机种子 7）推算" in told
    assert "1,533（1,471–1,594）" in told
    assert len(of_class(read(sampled()), "band")) == 2


@pytest.mark.parametrize(
    ("decisions", "after", "told"),
    [
        ("recorded", 0, "只承认已记录的决定：尚未决定的停留在拟列入。"),
        ("assumed", 0, "新的拟列入假定于触发之日即被决定列入，单独计数。"),
        ("assumed", 30, "新的拟列入假定于触发后 30 日被决定列入，单独计数。"),
    ],
)
def test_the_page_says_which_decisions_bind(decisions: str, after: int, told: str) -> None:
    values = {name: getattr(SETTINGS, name) for name in SETTINGS.__slots__}
    settings = type(SETTINGS)(**values | {"decisions": decisions, "decided_after": after})
    assert told in text(read(made(settings)))


def test_a_synthetic_population_is_called_so() -> None:
    assert "总体由程序虚构，不含任何真实主体" in text(of_class(read(made()), "warning")[0])


@pytest.mark.parametrize(("synthetic", "called"), [(True, "合成山西"), (False, "在册主体")])
def test_what_the_program_names_itself_is_told_in_words(synthetic: bool, called: str) -> None:
    given = replace(
        SETTINGS, baseline=replace(SETTINGS.baseline, name=SHIPPED),
        population=replace(SETTINGS.population, name=PREPARED, synthetic=synthetic),
    )  # fmt: skip
    root = read(made(given))
    head = text(of_class(root, "compared")[0])
    rows = [text(one) for one in of_class(root, "settings")[0].iter("tr")]
    assert "随程序提供的版本" in head
    assert called in head
    assert [one for one in [head, *rows] if SHIPPED in one.replace("that was shipped", "")] == []
    assert any(called in one for one in rows)
    assert [one for one in [head, *rows] if PREPARED in one.split()] == []


def test_the_page_says_how_to_make_it_again() -> None:
    assert text(list(read(made()).iter("pre"))[-1]) == " ".join(SETTINGS.command.split())


def test_the_page_says_how_to_have_a_row_explained() -> None:
    told = text(next(iter(read(made()).iter("pre"))))
    assert told == (
        f"xinheng explain --population synthetic-shanxi-2m --baseline 2026.3 --candidate '{SETTINGS.candidate.name}' "
        "--as-of 2026-11-01 --known-at 2026-11-01 --decisions 'assumed+30 days' --subject KEY --policy POLICY"
    )


def test_the_same_impact_gives_the_same_files_in_another_process() -> None:
    code = (
        "from hashlib import sha256; from tests.impact.made import made; from web.impact_report.output import files;"
        "print([(name, sha256(data).hexdigest()) for name, data in files(made())])"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed}, cwd=Path(__file__).parents[2],
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]


def test_a_report_is_written_whole_beside_its_numbers(tmp_path: Path) -> None:
    written = write(tmp_path / "out", made())
    found = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert (
        found
        == {name for name, _ in files(made())}
        == {path.relative_to(tmp_path / "out").as_posix() for path in written}
    )
    assert {"report.html", "report.xlsx", "parquet/affected.parquet"} <= found
    assert (tmp_path / "out" / "report.html").read_bytes() == page(made())


def test_values_of_a_sweep_are_told_in_the_language_of_the_page() -> None:
    years = tuple(Step(str(Period(count, "years")), Decimal(365 * count)) for count in (1, 2, 3))
    points = tuple(Point((n,), Figure(10 + n), NONE, NONE) for n in range(3))
    axis = Axis("a/b", "p", "最长公示期", "period", years, 0, 1)
    (drawn,) = of_class(read(Impact(SETTINGS, NONE, sweeps=(Sweep("a/b", "名单", (axis,), points),))), "chart")
    found = {language: [text(one) for one in of_class(drawn, language)] for language in ("zh", "en")}
    assert {"1年", "2年", "3年"} <= set(found["zh"])
    assert {"1 year", "2 years", "3 years"} <= set(found["en"])
    assert "period" not in text(drawn)
