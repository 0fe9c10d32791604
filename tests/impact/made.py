"""An impact made by hand and by formula: nothing of it was evaluated, all of it hangs together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from adapters.shanxi import CITIES
from engine.language.shape import Kind
from engine.population.cliffs import cliffs
from engine.population.impact import (
    NONE,
    Affected,
    Axis,
    Change,
    Figure,
    GradeImpact,
    Impact,
    ListImpact,
    ListKind,
    Month,
    Move,
    Part,
    Point,
    Population,
    Release,
    Sample,
    Settings,
    Standing,
    Step,
    Sweep,
    Undecided,
    Wording,
    Workload,
)
from engine.population.masks import masked

ARREARS: Final = "labour/wage-arrears"
ARREARS_TITLE: Final = "拖欠农民工工资失信联合惩戒对象名单"
ABNORMAL: Final = "market/abnormal-operations"
ABNORMAL_TITLE: Final = "经营异常名录"
GRADE: Final = "tax/credit-grade"
GRADE_TITLE: Final = "纳税信用等级"
HOSTILE: Final = '<script>alert("x")</script>&\'{{7*7}}{0}'
"""A name that would be a program wherever it is not escaped."""

SETTINGS: Final = Settings(
    baseline=Release("2026.3", "5d1c40f2a9b7"),
    candidate=Release("欠薪门槛下调征求意见稿", "9e03b7714c55"),
    population=Population("synthetic-shanxi-2m", 2_000_000, 15_012_345, synthetic=True),
    first=date(2024, 1, 1),
    last=date(2026, 12, 31),
    as_of=date(2026, 11, 1),
    known_at=date(2026, 11, 1),
    decisions="assumed",
    decided_after=30,
    sample=None,
    engine="columns",
    command="xinheng simulate --baseline 2026.3 --candidate drafts/arrears --population shanxi --from 2024-01-01 "
    "--to 2026-12-31 --as-of 2026-11-01 --known-at 2026-11-01 --decisions assumed+30days --report out",
)


def _months(start: int, growth: int, more: int) -> tuple[Month, ...]:
    days = [
        date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        for year in (2024, 2025, 2026)
        for month in range(1, 13)
    ]
    wave = (0, 3, -2, 5, 1, -4)
    return tuple(
        Month(day, Figure(count := start + growth * n + wave[n % 6] * growth // 4), Figure(count + more * n // 35))
        for n, day in enumerate(days)
    )


def _parts(entering: int, leaving: int) -> Iterator[Part]:
    counties = [county for city in CITIES for county in city.counties]
    for number, county in enumerate(counties):
        weight = (number * 37 + 11) % 29 - 3
        came, went = max(0, weight) * entering // 1200, max(0, 7 - weight) * leaving // 300
        if came or went:
            yield Part("region", county.code, Figure(came), Figure(went))
    yield Part("region", "110101", Figure(3), NONE)
    yield Part("region", "", Figure(2), Figure(1))
    for letter, tenths in zip("ECGFBA", (40, 22, 14, 12, 8, 4), strict=True):
        yield Part("industry", letter, Figure(entering * tenths // 100), Figure(leaving * (44 - tenths) // 150))
    for kind, tenths in (("enterprise", 61), ("individual_business", 27), ("natural_person", 12)):
        yield Part("kind", kind, Figure(entering * tenths // 100), Figure(leaving * tenths // 100))
    for size, tenths in (("micro", 64), ("small", 25), ("medium", 8), ("large", 1), ("", 2)):
        yield Part("size", size, Figure(entering * tenths // 100), Figure(leaving * tenths // 100))


def lists() -> Iterator[ListImpact]:
    """Two lists that change much, one that gains an end, two that do not change."""
    yield ListImpact(
        ARREARS, ARREARS_TITLE, "black",
        Standing(Figure(3_120), Figure(2_870), Figure(250), Figure(64), Figure(212)),
        Standing(Figure(4_604), Figure(2_870), Figure(1_734), Figure(91), Figure(240)),
        Figure(1_533), Figure(49), Figure(3_071), Figure(118), Figure(6),
        _months(1_700, 40, 1_484), tuple(_parts(1_533, 49)),
    )  # fmt: skip
    yield ListImpact(
        ABNORMAL, ABNORMAL_TITLE, "watch",
        Standing(Figure(81_204)), Standing(Figure(79_871)),
        Figure(12), Figure(1_345), Figure(79_859), NONE, Figure(31),
        _months(70_000, 320, -1_333), tuple(_parts(12, 1_345)),
    )  # fmt: skip
    yield ListImpact(
        "publicity/penalties", "行政处罚公示", "notice",
        Standing(Figure(190_332)), Standing(Figure(190_332)),
        NONE, NONE, Figure(190_332), Figure(2_204), NONE,
        _months(160_000, 800, 0), (),
    )  # fmt: skip
    unchanged: tuple[tuple[str, str, ListKind, int], ...] = (
        ("tax/grade-a", "A 级纳税人", "red", 40_210), ("court/judgment-debtors", "失信被执行人名单", "black", 21_007)
    )  # fmt: skip
    for name, title, kind, count in unchanged:
        standing = Standing(Figure(count))
        yield ListImpact(
            name, title, kind, standing, standing, NONE, NONE, Figure(count), NONE, NONE, _months(count, 9, 0)
        )


def grades() -> GradeImpact:
    """Grades where most stay and a few go either way."""
    names = ("A", "B", "M", "C", "D")
    moves = [Move(one, one, Figure(50_000 - 9_000 * number)) for number, one in enumerate(names)]
    moves += [Move("A", "B", Figure(310)), Move("C", "D", Figure(1_204)), Move("D", "C", Figure(22)),
              Move("", "M", Figure(7))]  # fmt: skip
    return GradeImpact(GRADE, GRADE_TITLE, names, tuple(moves))


def flows() -> tuple[Move, ...]:
    """States of two million subjects, nearly all of them staying where they are."""
    pairs = {
        ("no_record", "no_record"): 410_000, ("clear", "clear"): 1_302_331, ("notice", "notice"): 180_332,
        ("watch", "watch"): 78_100, ("black", "black"): 24_000, ("red", "red"): 40_100, ("unknown", "unknown"): 452,
        ("clear", "black"): 811, ("proposed", "black"): 402, ("watch", "black"): 320, ("watch", "clear"): 1_044,
        ("black", "clear"): 37, ("notice", "black"): 88, ("clear", "proposed"): 91, ("watch", "notice"): 260,
        ("red", "black"): 9, ("clear", "unknown"): 28,
    }  # fmt: skip
    return tuple(Move(before, after, Figure(count)) for (before, after), count in pairs.items())


def workload() -> tuple[Workload, ...]:
    """Measures of a dozen departments."""
    rows = (
        ("finance", "财政部门", "bar_from_government_funding", "限制申请财政资金", "shall", False, 1_533, 49),
        ("housing_construction", "住房和城乡建设部门", "bar_from_bidding", "限制参加投标", "shall", False, 1_498, 47),
        ("natural_resources", "自然资源部门", "land_supply", "限制取得土地供应", "may", False, 611, 20),
        ("tax", "税务机关", "tax_benefits", "从严审核税收优惠", "consider", False, 402, 13),
        ("human_resources", "人力资源和社会保障部门", "key_inspection", "列为重点监察对象", "shall", False, 1_533, 49),
        ("human_resources", "人力资源和社会保障部门", "interview", "约谈", "may", False, 88, 0),
        ("market_supervision", "市场监督管理部门", "spot_check", "提高抽查比例", "shall", False, 12, 1_345),
        ("railway", "铁路监督管理机构和铁路运输企业", "rail_seats", "限制乘坐高级别席位", "may", False, 184, 5),
        ("civilisation_office", "精神文明建设指导机构", "honours", "优先评选", "encourage", True, 0, 31),
    )
    return tuple(
        Workload(by, by_title, measure, title, strength, reward, Figure(gained), Figure(lost))  # type: ignore[arg-type]  # words of Strength
        for by, by_title, measure, title, strength, reward, gained, lost in rows
    )


def curve() -> Sweep:
    """A threshold of amounts with one cliff at round 50,000."""
    values = (10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 80_000, 100_000, 150_000, 200_000)
    listed = (5_900, 5_610, 5_320, 5_080, 4_820, 3_390, 3_260, 3_120, 2_870, 2_700)
    axis = Axis(ARREARS, "large", "数额较大", "元",
                tuple(Step(f"{value:,}", Decimal(value)) for value in values), now=7, proposed=4)  # fmt: skip
    points = tuple(
        Point((n,), Figure(count), Figure(max(0, count - 3_120)), Figure(max(0, 3_120 - count)))
        for n, count in enumerate(listed)
    )
    return Sweep(ARREARS, ARREARS_TITLE, (axis,), points, cliffs(listed))


def grid() -> Sweep:
    """The same threshold against the number of workers."""
    amounts = (10_000, 30_000, 50_000, 100_000, 200_000)
    workers = (3, 5, 10, 20)
    across = Axis(ARREARS, "large", "数额较大", "元",
                  tuple(Step(f"{value:,}", Decimal(value)) for value in amounts), now=3, proposed=2)  # fmt: skip
    down = Axis(ARREARS, "many", "人数较多", "人", tuple(Step(str(one), Decimal(one)) for one in workers), 2, 2)
    points = tuple(
        Point((i, j), Figure(count := 6_000 - 800 * i - 350 * j), Figure(max(0, count - 3_120)),
              Figure(max(0, 3_120 - count)))
        for i in range(len(amounts))
        for j in range(len(workers))
    )  # fmt: skip
    return Sweep(ARREARS, ARREARS_TITLE, (across, down), points)


def affected() -> Iterator[Affected]:
    """Sixty subjects of three kinds, the last of them called as nobody should be."""
    counties = [county for city in CITIES for county in city.counties]
    kinds: list[Kind] = ["enterprise", "individual_business", "natural_person"]
    changes: list[tuple[Change, str, str]] = [
        ("enters", "", "2029-10-31"), ("enters", "", "2029-10-31"), ("leaves", "2027-05-02", ""),
        ("longer", "2027-05-02", "open"),
    ]  # fmt: skip
    for number in range(60):
        kind = kinds[number % 3]
        id_, name = (
            (f"91140{number:03}MA0Y00{number:03}7", f"太原示例{number:02}号建筑劳务有限公司"),
            (f"92140{number:03}MA0Y00{number:03}7", f"小店区示例{number:02}王大力面馆"),
            (f"1499001980010{number:02}12{number % 9}X", f"欧阳示例{number:02}"),
        )[number % 3]
        if number == 59:
            kind, name = "government", HOSTILE
        change, before, after = changes[number % 4]
        county = counties[number * 5 % 117].code
        yield Affected(masked(id_, name, kind, county), ARREARS, ARREARS_TITLE, change, before, after,
                       "refuses_to_pay", f"labour_directive:2026-{number:05}")  # fmt: skip
    yield Affected(masked("91149900MA0Y000017", "忻州示例运输有限公司", "enterprise", "140902"), GRADE, GRADE_TITLE,
                   "grade", "C", "D", "points", "tax_assessment:2025-3")  # fmt: skip


def made(settings: Settings = SETTINGS) -> Impact:
    """The whole of it."""
    rows = tuple(affected())
    same = ("列入期限为 3 年。", "自列入之日起满 6 个月可以申请修复。", "由人力资源和社会保障部门决定。")
    before = ("欠付农民工工资数额在 100,000 元以上的，列入。", *same)
    after = ("欠付农民工工资数额在 50,000 元以上的，列入。", *same, "因不可抗力未支付的，不列入。")
    said = ("whoever owes 100,000 CNY or more is listed", "the period is 3 years")
    says = ("whoever owes 50,000 CNY or more is listed", "the period is 3 years")
    return Impact(
        settings=settings,
        subjects=Figure(3_090),
        wordings=(
            Wording(ARREARS, ARREARS_TITLE, "zh_CN", before, after),
            Wording(ARREARS, ARREARS_TITLE, "en", said, says),
            Wording(
                "labour/new-list", "新业态用工重点关注名单", "zh_CN", (), ("未参加职业伤害保障的平台企业，列入。",)
            ),
        ),
        lists=tuple(lists()),
        grades=(grades(),),
        flows=flows(),
        workload=workload(),
        sweeps=(curve(), grid()),
        affected=rows,
        affected_rows=12_345,
        undecided=(Undecided(ARREARS, ARREARS_TITLE, "被拖欠人数", Figure(240)),),
        notes={"zh_CN": ("候选政策尚未公布。",), "en": ("The proposal is not published.",)},
    )


def sampled() -> Impact:
    """The same from a sample of a tenth, with bounds where they show."""
    whole = made()
    first, *rest = whole.lists
    series = tuple(Month(one.day, _rough(one.baseline), _rough(one.candidate)) for one in first.months)
    rough = ListImpact(
        first.policy, first.title, first.kind, Standing(_rough(first.baseline.listed)),
        Standing(_rough(first.candidate.listed)), _rough(first.entering), _rough(first.leaving),
        _rough(first.staying), months=series, parts=first.parts,
    )  # fmt: skip
    settings = SETTINGS.__class__(
        **{name: getattr(SETTINGS, name) for name in SETTINGS.__slots__}
        | {"sample": Sample(Decimal("0.1"), 7, 200_000)}
    )
    return Impact(settings, _rough(whole.subjects), lists=(rough, *rest))


def _rough(one: Figure) -> Figure:
    return Figure(one.count, one.count * 96 // 100, one.count * 104 // 100)
