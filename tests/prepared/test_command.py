"""`xinheng prepare`: what it says, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.cli import codes
from tests.cli.run import run, written
from tests.prepared import made


@pytest.fixture
def policies(tmp_path: Path) -> str:
    """A folder with the base the small population is of."""
    return written(tmp_path / "policies", made.BASE_FILES)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with the small population."""
    (tmp_path / "raw").mkdir()
    made.subjects_csv(tmp_path / "raw")
    made.facts_csv(tmp_path / "raw")
    return tmp_path / "raw"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_says_what_it_made_and_what_it_left_out(language: str, raw: Path, policies: str, tmp_path: Path) -> None:
    args = ["prepare", str(tmp_path / "out"), "--population", str(raw)]
    result = run(*args, language=language, XINHENG_POLICIES=policies)
    assert (result.exit_code, result.stdout.strip(), result.stderr.strip()) == (
        codes.OK,
        {
            "en": f"prepared population in {tmp_path}/out: subjects: 3; records: 4; partitions made: 1 of 1",
            "zh_CN": f"数据已准备在 {tmp_path}/out：主体 3 个，记录 4 条；写出分区 1 个，共 1 个",
        }[language],
        {
            "en": "records left out, since their subject is not among the subjects: 1",
            "zh_CN": "有 1 条记录的主体不在主体名单中，未予采用",
        }[language],
    )


def test_problems_are_told_with_file_row_and_remedy(raw: Path, policies: str, tmp_path: Path) -> None:
    made.facts_csv(raw, [made.FACTS[0], made.FACTS[1] | {"type": "tax_cas"}])
    result = run("prepare", str(tmp_path / "out"), "--population", str(raw), XINHENG_POLICIES=policies)
    assert result.exit_code == codes.INVALID
    assert f"{raw}/facts.csv:3:1: unknown fact type `tax_cas`" in result.stderr
    assert "did you mean `tax_case`?" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_row_with_too_few_cells_is_told(raw: Path, policies: str, tmp_path: Path) -> None:
    (raw / "facts.csv").write_text("id,type,subject,date\na,tax_case\n")
    result = run("prepare", str(tmp_path / "out"), "--population", str(raw), XINHENG_POLICIES=policies)
    assert result.exit_code == codes.INVALID
    assert "the file cannot be read" in result.stderr


REFUSED = {
    "no folder": (["{missing}"], "is no folder"),
    "no facts": (["{empty}"], "has no `facts`"),
    "no driver": (["nosuchbase://host/name"], "the database does not answer"),
}


@pytest.mark.parametrize(("args", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused(args: list[str], expected: str, policies: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    made.subjects_csv(tmp_path / "empty")
    where = args[0].format(missing=tmp_path / "missing", empty=tmp_path / "empty")
    result = run("prepare", str(tmp_path / "out"), "--population", where, XINHENG_POLICIES=policies)
    assert result.exit_code == codes.USAGE
    assert expected in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_else_is_left_alone(raw: Path, policies: str) -> None:
    result = run("prepare", str(raw), "--population", str(raw), XINHENG_POLICIES=policies)
    assert result.exit_code == codes.USAGE
    assert "holds something other than a prepared population" in result.stderr
    assert sorted(one.name for one in raw.iterdir()) == ["facts.csv", "subjects.csv"]


def test_records_that_have_changed_are_not_mixed_with_those_prepared(raw: Path, policies: str, tmp_path: Path) -> None:
    args = ["prepare", str(tmp_path / "out"), "--population", str(raw)]
    run(*args, XINHENG_POLICIES=policies)
    made.facts_csv(raw, made.FACTS[:2])
    result = run(*args, XINHENG_POLICIES=policies)
    assert result.exit_code == codes.USAGE
    assert "it differs in source" in result.stderr
