"""Writes the sample files, the same for the same seed: synthetic subjects and facts, nothing about anybody real."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from adapters.standards import identifiers
from adapters.standards.layouts import PENALTY_2018
from adapters.standards.raw import FieldValue, RawFact, RawSubject
from adapters.standards.sample_penalties import CONDUCTS, PROVINCE, Body, Conduct
from adapters.standards.sample_stories import STORIES, Event, Story

SEED: Final = 2026
PENALTIES: Final = "penalties-2026.csv"
EVENTS: Final = "events-2026.ndjson"
README: Final = "README.md"

_REMARK: Final = "合成示例数据，非真实记录"
_CITIES: Final = {
    "太原": "140100",
    "大同": "140200",
    "长治": "140400",
    "晋中": "140700",
    "运城": "140800",
    "吕梁": "141100",
}
_TRADES: Final = {"商贸": "5100", "煤业": "0610", "建筑": "4710", "食品": "1400", "物流": "5400"}
_ROWS: Final = 34
_TOLD: Final = 3  # times each story is told, of other subjects
_ABOUT: Final = f"""# Samples

Synthetic data (合成数据). Every subject, code, department and event here was generated from a seed; none describes a
real one. A code that passes its check may by chance belong to somebody: use these files for trying things out only.

| file | what it is |
|---|---|
| `{PENALTIES}` | penalties in the double publicity (双公示) format of 2018, GB18030; three rows are wrong on purpose, and one penalty is reported by two departments |
| `{EVENTS}` | subjects and facts about wage arrears, one JSON object a line |

Written by `make samples`; the same seed gives the same bytes.

| penalties | what is wrong, or worth a look |
|---|---|
| last three rows | a credit code that fails its check; a fine without an amount; an amount with seven decimals |
| rows with a conduct that no entry of `policies/mappings/penalties.yaml` knows | they have no matter, and a note says so |

Try them:

    xinheng eval samples/penalties-2026.csv samples/events-2026.ndjson --as-of 2026-06-01
    xinheng explain samples/events-2026.ndjson --subject 91140800MA070K235G --policy labour/wage-arrears

Whom a refused row names gets no verdict. Three notes of a kind are shown; `--report rows.csv` writes all.
"""  # noqa: E501 - a row of a table is one line


def write_samples(folder: Path, seed: int = SEED) -> tuple[Path, ...]:
    """Write the sample files of *seed* into *folder*, and say which they are."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {PENALTIES: penalties_csv(seed), EVENTS: events_ndjson(seed), README: _ABOUT.encode()}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return tuple(folder / name for name in contents)


def penalties_csv(seed: int = SEED) -> bytes:
    """The sample penalties as a 双公示 file."""
    rows = _penalties(Random(seed))  # noqa: S311 - repeatable, not secret
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.names[0] for column in PENALTY_2018.columns)
    writer.writerows([row.get(column.key, "") for column in PENALTY_2018.columns] for row in rows)
    return text.getvalue().encode("gb18030")


def events_ndjson(seed: int = SEED) -> bytes:
    """The sample subjects and events, a line each."""
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    lines: list[Mapping[str, object]] = []
    for number, (story, subject) in enumerate(_told(random)):
        lines.append({"subject": subject})
        lines += [{"fact": fact} for fact in _facts(random, story, subject, number)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def made_up_code(random: Random, start: str, region: str) -> str:
    """A 统一社会信用代码 that passes its check, from *start* (its first two places) and *region*."""
    inner = "MA0" + "".join(random.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(5))
    first = start + region + inner + identifiers.organisation_check_character(inner)
    return first + identifiers.uscc_check_character(first)


def body_code(body: Body) -> str:
    """The made-up code of a department."""
    inner = f"0000000{body.number}"
    first = "11140000" + inner + identifiers.organisation_check_character(inner)
    return first + identifiers.uscc_check_character(first)


def _told(random: Random) -> list[tuple[Story, RawSubject]]:
    """Every story as often as it is told, each time of another subject; the same for the same seed."""
    stories = [story for story in STORIES for _ in range(_TOLD)]
    return [(story, _subject(random, number, story)) for number, story in enumerate(stories)]


def _subject(random: Random, number: int, story: Story) -> RawSubject:
    city, trade = random.choice(list(_CITIES)), random.choice(list(_TRADES))
    trader = story.kind == "individual_business"
    subject: RawSubject = {
        "id": made_up_code(random, "92" if trader else "91", _CITIES[city]),
        "kind": story.kind,
        "name": f"{city}示例{number + 1:02d}号{trade}{'店' if trader else '有限公司'}（虚构）",
        "region": _CITIES[city],
        "industry": _TRADES[trade],
    }
    if story.registered is not None:
        subject["registered"] = story.registered
    return subject


def _facts(random: Random, story: Story, subject: RawSubject, number: int) -> Iterator[RawFact]:
    for index, event in enumerate(story.events, 1):
        recorded = date.fromisoformat(event.day) + timedelta(days=random.randrange(4))
        yield RawFact(
            id=f"{event.type}:2026-{number + 1:02d}-{index}", type=event.type, subject=subject["id"], date=event.day,
            recorded=recorded.isoformat(), source="human_resources", fields=_fields(event, number), related=[],
        )  # fmt: skip


def _fields(event: Event, number: int) -> dict[str, FieldValue]:
    fields = dict(event.fields)
    if event.directive:
        fields["directive_no"] = f"示人社监令字〔2026〕{number + 1:02d}-{event.directive}号"
    if event.type == "labour_directive":
        fields["authority"] = body_code(CONDUCTS[0].body)
    return fields


def _penalties(random: Random) -> Iterator[Mapping[str, str]]:
    """Penalties of the subjects of the stories, but for those of whom nothing is told."""
    subjects = [subject for story, subject in _told(random) if story.events and story.penalised]
    for number in range(_ROWS):
        conduct, subject = CONDUCTS[number % len(CONDUCTS)], subjects[number % len(subjects)]
        row = _row(random, conduct, _party(subject), number)
        yield row
        if number == 0:
            yield row | {"source_name": PROVINCE.name, "source": body_code(PROVINCE)}
    for number in range(_ROWS, _ROWS + 2):
        yield _row(random, CONDUCTS[1], _person(random, number), number)
    yield from _bad_rows(random, subjects)


def _bad_rows(random: Random, subjects: Sequence[RawSubject]) -> Iterator[Mapping[str, str]]:
    rows = [_row(random, CONDUCTS[0], _party(subjects[n]), _ROWS + 2 + n) for n in range(3)]
    code = rows[0]["uscc"]
    yield rows[0] | {"uscc": code[:-1] + ("0" if code[-1] != "0" else "1")}
    yield rows[1] | {"fine": ""}
    yield rows[2] | {"fine": "2.0000001"}


def _party(subject: RawSubject) -> dict[str, str]:
    trader = subject["kind"] == "individual_business"
    return {"name": subject["name"], "category": "个体工商户" if trader else "法人及非法人组织",
            "uscc": subject["id"], "representative": "示例人（虚构）"}  # fmt: skip


def _person(random: Random, number: int) -> dict[str, str]:
    """A person whose number begins with a code of a city: people are registered in counties, so nobody has it."""
    first = (
        f"140100{random.randrange(1960, 2000)}{random.randrange(1, 13):02d}{random.randrange(1, 29):02d}{number:03d}"
    )
    return {"name": f"示例人{number}（虚构）", "category": "自然人", "id_type": "身份证",
            "id_number": first + identifiers.identity_check_character(first)}  # fmt: skip


def _row(random: Random, conduct: Conduct, party: Mapping[str, str], number: int) -> dict[str, str]:
    day = date(2026, 1, 5) + timedelta(days=random.randrange(290))
    code = body_code(conduct.body)
    fine = random.choice(conduct.fines) if conduct.fines else ""
    return {
        **party, "document_no": f"{conduct.body.mark}〔2026〕{number + 1}号", "conduct": conduct.name,
        "facts_found": conduct.facts, "ground_cited": conduct.ground, "kinds": conduct.kinds,
        "content": f"{conduct.kinds}{'，罚款' + fine + '万元' if fine else ''}", "fine": fine,
        "confiscated": conduct.confiscated, "licence": conduct.licence, "decided_on": f"{day:%Y/%m/%d}",
        "valid_until": "2099/12/31", "publicity_until": f"{day.replace(year=2029):%Y/%m/%d}",
        "authority_name": conduct.body.name, "authority": code, "source_name": conduct.body.name, "source": code,
        "remark": _REMARK,
    }  # fmt: skip


if __name__ == "__main__":
    write_samples(Path(__file__).parents[2] / "samples")
