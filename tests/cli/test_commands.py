"""The commands as such: help, languages, exit codes, and the small ones."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from adapters.authoring.schemas import KINDS, schema_of
from adapters.cli import benchmark, codes, console, settings
from engine.catalogue import catalogue
from engine.language.schema import as_json
from engine.language.syntax import read_yaml
from tests.cases import tiny
from tests.cli.run import run, written
from web.cli import cli

_COMMANDS = (
    "audit", "backup", "bench", "check", "docs", "eval", "explain", "export", "fmt", "forget", "import", "judge",
    "new-policy", "prepare", "pull", "release", "replay", "report", "restore", "roll", "schema", "serve", "show",
    "simulate", "submission", "synthesise", "test", "token", "user", "verify", "version", "work",
)  # fmt: skip


def test_a_command_line_without_command_shows_the_help() -> None:
    result = run()
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: xinheng [OPTIONS] [COMMAND] [ARGS]...\n")
    assert [line.split()[0] for line in result.stdout.partition("Commands:\n")[2].splitlines()[: len(_COMMANDS)]] == [
        *_COMMANDS
    ]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("command", ["", *_COMMANDS])
def test_every_help_names_the_exit_codes(command: str, language: str) -> None:
    result = run(*([command] if command else []), "--help", language=language)
    assert result.exit_code == 0
    for code in codes.EVERY:
        assert f"  {code:<3}  {catalogue(language)[f'cli.code.{code}']}\n" in result.stdout
    assert "None" not in result.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("evl",), "there is no command `evl` (did you mean: eval?)"),
        (("check", "--fromat", "json"), "there is no option `--fromat` (did you mean: --format?)"),
        (("check", "-f", "xml"), "`-f / --format`: use one of: pretty, json, github"),
        (("eval",), "`FILE...` is missing"),
        (("test", "-r", "*"), "`-r / --run`: not a regular expression, from character 1 on"),
        (("check", "--lang", "fr"), "`--lang`: use one of: zh_CN, en"),
        (("check", "--policies", "/nowhere"),
         "there is no folder `/nowhere` with policies (say where it is with --policies, or XINHENG_POLICIES)"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_exits_with_one_and_says_why(args: tuple[str, ...], message: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[0] == f"error: {message}"


def test_a_file_that_is_not_there_exits_with_one(tmp_path: Path) -> None:
    result = run("eval", str(tmp_path / "none.json"), "--as-of", "2022-04-01")
    assert result.exit_code == 1
    assert result.stderr == f"error: cannot use the file `{tmp_path}/none.json`: there is no such file or folder\n"


def test_the_folder_of_policies_is_the_one_here_else_the_one_that_came_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings, "SHIPPED", tiny.FOLDER)
    along = json.loads(run("version", "-f", "json", XINHENG_POLICIES="").stdout)["release"]
    written(tmp_path / "policies", {"departments.yaml": b"departments: {tax: {title: a}}\n"})
    here = json.loads(run("version", "-f", "json", XINHENG_POLICIES="").stdout)["release"]
    assert json.loads(run("version", "-f", "json").stdout)["release"] == along
    assert len(here) == 64
    assert here != along


def test_version_tells_program_engine_and_release() -> None:
    found = json.loads(run("version", "-f", "json").stdout)
    assert set(found) == {"xinheng", "durable_rules", "verdict", "python", "release", "mappings"}
    assert found["mappings"] is None
    assert found["durable_rules"] == "2.0.28"
    assert f"release {found['release']}" in run("version").stdout


def test_a_mapping_changes_the_hash_of_mappings_and_not_that_of_the_release(tmp_path: Path) -> None:
    told = []
    for mapping in ("a", "b"):
        folder = written(tmp_path, {**tiny.files(), "mappings/penalties.yaml": mapping.encode()})
        told.append(json.loads(run("version", "-f", "json", "--policies", folder).stdout))
    assert told[0]["release"] == told[1]["release"]
    assert told[0]["mappings"] != told[1]["mappings"]
    assert f"mappings {told[1]['mappings']}" in run("version", "--policies", folder).stdout


def test_every_kind_of_file_has_its_schema() -> None:
    every = json.loads(run("schema").stdout)
    assert tuple(every) == KINDS
    for kind in KINDS:
        found = json.loads(run("schema", kind).stdout)
        assert found == every[kind] == json.loads(json.dumps(schema_of(kind)))
        jsonschema.Draft202012Validator.check_schema(found)


@pytest.mark.parametrize("path", [tiny.LIST_CASES, tiny.GRADE_CASES])
def test_cases_that_are_read_pass_their_schema(path: str) -> None:
    document, _ = read_yaml(tiny.text(path), path)
    assert document is not None
    jsonschema.validate(as_json(document.data), schema_of("cases"), jsonschema.Draft202012Validator)


def test_benchmarks_that_are_not_there_say_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "_ROOT", tmp_path)
    result = run("bench")
    assert result.exit_code == 1
    assert result.stderr.startswith("the benchmarks are part of a checkout: run `make bench` there")


def test_a_benchmark_is_run_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "_ROOT", tmp_path)
    quick, bad = (b'if __name__ == "__main__":\n    raise SystemExit(%d)\n' % code for code in (0, 7))
    written(tmp_path, {"bench/__init__.py": b"", "bench/quick.py": quick, "bench/bad.py": bad})
    assert benchmark.targets() == ["bad", "quick"]
    assert run("bench", "quick").exit_code == 0
    assert run("bench", "bad").exit_code == 1
    assert run("bench", "other").exit_code == 1


def test_both_languages_have_every_text_of_the_commands() -> None:
    english, chinese = (set(catalogue(language)) for language in ("en", "zh_CN"))
    ours = ("cli.", "verdict.", "cases.")
    assert {key for key in english ^ chinese if key.startswith(ours)} == set()


def test_every_option_has_its_help() -> None:
    for command in cli.commands.values():
        for parameter in command.params:
            key = getattr(parameter, "key", None)
            assert key is None or f"cli.option.{key}" in catalogue("en"), parameter.name


def test_the_page_about_the_command_line_names_every_command_option_and_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert {name for name in cli.commands if f"`xinheng {name}" not in page} == set()
    assert {code for code in codes.EVERY if f"| {code} | " not in page} == set()
    own = {"--help", "--format", "--verbose", "--run", "--title", "--kind", "--authority", "--rule"}
    options = {option for command in cli.commands.values() for one in command.params for option in one.opts}
    assert {one for one in options if one.startswith("--") and one not in page} - own == set()


def test_no_colours_where_they_are_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("check", NO_COLOR="").stdout
    assert "\x1b[3" not in run("check").stdout


def test_progress_is_silent_where_the_error_output_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress("cases") as tell:
        tell(1, 2)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (("check", "/nowhere"), "错误：`[PATH]...`：没有文件或文件夹 `/nowhere`"),
        (("test", "--cases", "/nowhere"), "错误：`--cases`：没有文件或文件夹 `/nowhere`"),
        (("test", "--threshold", "101"), "错误：`--threshold`：不是 0 到 100 之间的数：`101`"),
        (("eval", "/nowhere"), "错误：文件 `/nowhere` 无法使用：没有这样的文件或文件夹"),
        (("version", "--lang"), "错误：选项 `--lang` 需要一个值"),
        (("eval", "x", "--explain=1"), "错误：选项 `--explain` 不带值"),
        (("version", "more"), "错误：多余的参数：`more`"),
    ],
)
def test_no_english_stands_in_what_chinese_users_read(args: tuple[str, ...], line: str) -> None:
    result = run(*args, language="zh_CN")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == line


def test_progress_is_shown_on_a_terminal_at_once_where_there_is_no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(console, "err", lambda: Console(file=screen, force_terminal=True, width=100))
    for patience, shown in ((100.0, False), (0.0, True)):
        with console.progress("facts.csv", patience=patience) as tell:
            tell(500, None)
        assert ("facts.csv" in screen.getvalue()) is shown


def test_progress_shows_its_rate_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(console, "err", lambda: Console(file=screen, force_terminal=True, width=100))
    with console.progress("subjects", patience=0.0, rate=True) as tell:
        for done in (1000, 2000, 3000):
            tell(done, 9000)
    assert re.search(r"subjects.*3000/9000.*[0-9,]+/s", screen.getvalue())
