"""`docs`: where it writes, what it refuses, and that what it writes is the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases import tiny
from tests.cli.run import run, written
from tests.docs_pages.reading import Page
from web.docs_pages.output import write

_AS_OF = ("--as-of", "2022-04-01")


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_pages_of_a_base_are_written_and_said(tmp_path: Path) -> None:
    out = tmp_path / "pages"
    result = run("docs", str(out), *_AS_OF)
    files = _content(out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"files written: {len(files) - 1}; open {out.as_posix()}/index.html\n"
    assert {"index.html", "en/index.html", "policies/labour/arrears.html", "matrix.html", "search.js"} <= files.keys()


def test_the_same_policies_make_the_same_bytes_and_what_is_gone_goes(tmp_path: Path) -> None:
    out = tmp_path / "pages"
    whole = written(tmp_path / "base", tiny.files())
    run("docs", str(out), *_AS_OF, "--policies", whole)
    first = _content(out)
    (tmp_path / "base" / "linkage" / "arrears.yaml").unlink()
    run("docs", str(out), *_AS_OF, "--policies", whole)
    assert "linkages/arrears.html" not in _content(out)
    written(tmp_path / "base", tiny.files())
    run("docs", str(out), *_AS_OF, "--policies", whole)
    assert _content(out) == first


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious", encoding="utf-8")
    result = run("docs", str(tmp_path), *_AS_OF)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == (
        f"error: there is something in `{tmp_path}` that `xinheng docs` did not write "
        "(name an empty folder, or one it wrote before)"
    )
    assert _content(tmp_path) == {"mine.txt": b"precious"}


def test_what_others_put_beside_our_pages_stays(tmp_path: Path) -> None:
    out = tmp_path / "pages"
    run("docs", str(out), *_AS_OF)
    (out / "mine.txt").write_text("precious", encoding="utf-8")
    assert run("docs", str(out), *_AS_OF).exit_code == 0
    assert (out / "mine.txt").read_text(encoding="utf-8") == "precious"


def test_policies_with_problems_make_no_pages(tmp_path: Path) -> None:
    base = written(tmp_path / "base", tiny.files(list_="title: x\n"))
    result = run("docs", str(tmp_path / "pages"), "--policies", base)
    assert result.exit_code == 3
    assert not (tmp_path / "pages").exists()


@pytest.mark.parametrize("page", ["policies/labour/arrears.html", "index.html", "matrix.html", "linkages/arrears.html"])
def test_what_the_base_says_is_escaped(tmp_path: Path, page: str) -> None:
    evil = tiny.text("labour/arrears.yaml").replace(
        "title: 拖欠工资失信联合惩戒对象名单", 'title: "<script>alert(1)</script>&\\"甲"'
    )
    base = written(tmp_path / "base", tiny.files(list_=evil))
    result = run("docs", str(tmp_path / "pages"), "--policies", base, *_AS_OF)
    assert result.exit_code == 0
    content = (tmp_path / "pages" / page).read_bytes()
    assert b"alert(1)</script>" not in content
    told = Page(page, content)
    assert told.faults == []
    assert "<script>alert" in told.text()


def test_a_value_is_drawn_and_tabled_by_its_days(tmp_path: Path) -> None:
    changed = tiny.text("labour/arrears.yaml").replace(
        "values: {2022-01-01: 30000}", "values: {2022-01-01: 30000, 2024-07-01: {value: 50000, confidence: medium}}"
    )
    base = written(tmp_path / "base", tiny.files(list_=changed))
    run("docs", str(tmp_path / "pages"), "--policies", base, "--as-of", "2025-01-01")
    content = (tmp_path / "pages" / "en" / "policies" / "labour" / "arrears.html").read_text(encoding="utf-8")
    assert content.count("<title>2022-01-01 – 2024-06-30 30,000 yuan</title>") == 1
    assert content.count("<title>2024-07-01 – 50,000 yuan [to be verified]</title>") == 1
    text = Page("", content.encode()).text()
    assert "no longer in force 30,000 yuan" in text
    assert content.count('<td class="day">2022-01-01</td><td class="day">2024-06-30</td>') == 1
    assert "拖欠金额 at least 50,000 yuan [to be verified] (数额较大, since 2024-07-01)" in text


def test_a_folder_that_a_stopped_run_left_is_ours(tmp_path: Path) -> None:
    def stopped() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "pages", stopped(), ())
    assert run("docs", str(tmp_path / "pages"), *_AS_OF).exit_code == 0
