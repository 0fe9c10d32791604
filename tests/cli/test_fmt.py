"""`fmt`: files laid out in place, or only told of; never another meaning, a lost comment or half a file."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from adapters.authoring.layout import laid_out
from adapters.cli.settings import SHIPPED
from adapters.folder import read_folder
from engine.language.syntax import read_yaml
from tests.cases import tiny
from tests.cli.run import run, written

_ROUGH = b"title:   x # why \nlist: { kind:  black }\n\n\n\n"
_NEAT = b"title: x # why\nlist: {kind: black}\n"
_BROKEN = b"title: [\n"


def _held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_files_are_laid_out_in_place_and_those_changed_are_named(tmp_path: Path) -> None:
    folder = written(tmp_path, {"a.yaml": _ROUGH, "b.yaml": _NEAT})
    (tmp_path / "a.yaml").chmod(0o640)
    result = run("fmt", folder)
    assert (result.exit_code, result.stdout) == (0, f"{folder}/a.yaml\n")
    assert result.stderr == "laid out: 1; in order before: 1\n"
    assert _held(tmp_path) == {"a.yaml": _NEAT, "b.yaml": _NEAT}
    assert stat.S_IMODE((tmp_path / "a.yaml").stat().st_mode) == 0o640
    again = run("fmt", folder, language="zh_CN")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "已整理 0 个文件，2 个文件无需整理\n")


@pytest.mark.parametrize(("content", "code", "named"), [(_ROUGH, 1, True), (_NEAT, 0, False)])
def test_check_changes_nothing_and_exits_with_one_where_something_would(
    tmp_path: Path, content: bytes, code: int, named: bool
) -> None:
    file = f"{written(tmp_path, {'a.yaml': content})}/a.yaml"
    result = run("fmt", "--check", file)
    assert (result.exit_code, result.stdout) == (code, f"{file}\n" if named else "")
    assert _held(tmp_path) == {"a.yaml": content}


def test_diff_changes_nothing_and_shows_what_would(tmp_path: Path) -> None:
    file = f"{written(tmp_path, {'a.yaml': _ROUGH[:-4]})}/a.yaml"
    result = run("fmt", "--diff", file)
    assert result.stdout == (
        f"--- {file}\n+++ {file}\n@@ -1,2 +1,2 @@\n-title:   x # why \n-list: {{ kind:  black }}\n"
        "\\ No newline at end of file\n+title: x # why\n+list: {kind: black}\n"
    )
    assert (result.exit_code, run("fmt", "--diff", "--check", file).exit_code) == (0, 1)
    assert _held(tmp_path) == {"a.yaml": _ROUGH[:-4]}


def test_the_input_is_laid_out_to_the_output() -> None:
    result = run("fmt", "-", given=_ROUGH)
    assert (result.exit_code, result.stdout, result.stderr) == (0, _NEAT.decode(), "")
    checked = run("fmt", "--check", "-", given=_ROUGH)
    assert (checked.exit_code, checked.stdout) == (1, "")
    assert run("fmt", "-", "x.yaml", given=_ROUGH).exit_code == 1


def test_a_file_that_cannot_be_read_stays_and_its_problem_is_told_with_its_place(tmp_path: Path) -> None:
    folder = written(tmp_path, {"a.yaml": _BROKEN, "b.yaml": _ROUGH})
    result = run("fmt", folder)
    assert (result.exit_code, result.stdout) == (3, f"{folder}/b.yaml\n")
    assert result.stderr.startswith(f"{folder}/a.yaml:2:1: ")
    assert _held(tmp_path) == {"a.yaml": _BROKEN, "b.yaml": _NEAT}
    of_input = run("fmt", "-", given=_BROKEN)
    assert (of_input.exit_code, of_input.stdout) == (3, "")


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "no space left on device")

    folder = written(tmp_path, {"a.yaml": _ROUGH})
    monkeypatch.setattr("adapters.cli.layout.os.fsync", full)
    assert run("fmt", folder).exit_code == 1
    assert _held(tmp_path) == {"a.yaml": _ROUGH}


def test_a_link_stays_one(tmp_path: Path) -> None:
    written(tmp_path, {"real/a.yaml": _ROUGH})
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "real" / "a.yaml")
    assert run("fmt", str(link)).exit_code == 0
    assert (link.is_symlink(), link.read_bytes()) == (True, _NEAT)


def test_without_a_path_the_policies_are_meant() -> None:
    result = run("fmt", "--check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"to be laid out: 0; in order: {len(read_folder(tiny.FOLDER))}\n"


def test_shipped_policies_however_spaced_come_out_saying_the_same_with_their_comments() -> None:
    """And twice is once."""
    for path, content in list(read_folder(SHIPPED).items())[::24]:
        rough = content.decode().replace("\n", "   \n\n\n\r\n").replace(": ", ":   ").replace(", ", ",  ")
        made = laid_out(rough)
        (before, wrong), (after, _) = read_yaml(rough, path), read_yaml(made, path)
        assert wrong == ()
        assert before is not None
        assert after is not None
        assert after.data == before.data
        assert _comments(made) == _comments(rough)
        assert laid_out(made) == made


def _comments(text: str) -> list[str]:
    return [found.rstrip() for found in re.findall(r"(?:^|\s)#.*", text)]
