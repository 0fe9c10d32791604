"""The commands as such: help, languages, exit codes, and the small ones."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from adapters.cli import benchmark, codes, console, settings
from adapters.cli.schema import KINDS, schema_of
from engine.catalogue import catalogue
from engine.language.schema import as_json
from engine.language.syntax import read_yaml
from tests.cases import tiny
from tests.cli import facts
from tests.cli.run import run, written
from web.cli import cli

_COMMANDS = (
    "bench", "check", "docs", "eval", "explain", "judge", "new-policy", "prepare", "schema", "show", "simulate",
    "synthesise", "test", "verify", "version",
)  # fmt: skip


def _xinheng(*args: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The console script in a process of its own."""
    code = "from web.cli import main; main()"
    environment = {**os.environ, "XINHENG_POLICIES": str(tiny.FOLDER), "XINHENG_LANG": "en", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *args], input=given, capture_output=True, text=True, check=False, env=environment
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "given", "code"),
    [
        (("check",), "", 0),
        (("check", "--colour"), "", 1),
        (("eval", "no-such-file.json", "--as-of", "2022-04-01"), "", 1),
        (("test", "--threshold", "100"), "", 2),
        (("eval", "-", "--as-of", "2022-04-01"), facts.text(facts.GRADED, facts.WRONG_RECORD), 3),
        (("eval", "-", "--as-of", "2022-04-01", "-f", "json"), facts.text(facts.UNDECIDED), 4),
    ],
)
def test_the_console_script_exits_as_documented(args: tuple[str, ...], given: str, code: int) -> None:
    done = _xinheng(*args, given=given)
    assert done.returncode == code, done.stderr


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


@pytest.mark.parametrize("kind", ["list", "grade"])
def test_a_new_policy_checks_clean_and_its_cases_hold(tmp_path: Path, kind: str) -> None:
    folder = written(tmp_path, tiny.files())
    result = run("new-policy", "traffic/overload-2", "--title", '超限: "运输" #1', "--kind", kind, "--policies", folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"written: {folder}/facts/traffic-overload-2.yaml",
        f"written: {folder}/traffic/overload-2.cases.yaml",
        f"written: {folder}/traffic/overload-2.yaml",
        "now put in the law; `xinheng check` and `xinheng test` say what is still wrong",
    ]
    assert run("check", "--policies", folder).exit_code == 0
    tested = run("test", "-r", "traffic/", "--threshold", "100", "--fail-on-empty", "--policies", folder)
    assert tested.exit_code == 0, tested.stdout
    mutated = run("test", "--mutate", "-r", "traffic/", "--policies", folder)
    assert mutated.exit_code == 0, mutated.stdout
    assert "explained, but noticed" not in mutated.stdout


@pytest.mark.parametrize("title", ["", " ", "题" * 3000, "a\nb"])
def test_a_title_that_check_would_refuse_is_refused_at_once(tmp_path: Path, title: str) -> None:
    folder = written(tmp_path, tiny.files())
    result = run("new-policy", "a/b", "--title", title, "--kind", "list", "--policies", folder)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: a title is one line of 1 to 2000 characters\n")
    assert not (tmp_path / "a").exists()


def test_a_first_policy_brings_a_department_along(tmp_path: Path) -> None:
    result = run("new-policy", "a", "--title", "甲", "--kind", "list", "--policies", str(tmp_path))
    assert result.exit_code == 0
    assert (tmp_path / "departments.yaml").is_file()
    assert run("test", "--policies", str(tmp_path)).exit_code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("labour/arrears",), "already there: labour/arrears.cases.yaml, labour/arrears.yaml (nothing was written)"),
        (("measures/new",), "`measures/new` cannot be a policy"),
        (("../new",), "`../new` cannot be a policy"),
        (("labour/new", "--authority", "finanse"), "there is no department `finanse` (did you mean `finance`?)"),
    ],
)
def test_a_new_policy_overwrites_nothing_and_goes_where_policies_are(args: tuple[str, ...], message: str) -> None:
    before = tiny.files()
    result = run("new-policy", *args, "--title", "甲", "--kind", "list")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {message}")
    assert tiny.files() == before


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


def _process(*args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """What `xinheng` with *args* does as a process of its own."""
    command = [sys.executable, "-c", "from web.cli import main; main()", *args]
    told = {**os.environ, "XINHENG_POLICIES": str(tiny.FOLDER), "NO_COLOR": "1", **env}
    return subprocess.run(command, env=told, capture_output=True, check=False, timeout=60)


def test_what_the_output_cannot_encode_is_replaced(tmp_path: Path) -> None:
    path = facts.file(tmp_path, facts.LISTED)
    asked = ("--as-of", "2022-04-01", "--subject", "s1", "--policy", "labour/arrears")
    result = _process("explain", path, *asked, PYTHONIOENCODING="gbk")
    assert (result.returncode, result.stderr) == (0, b"")
    told = result.stdout.decode("gbk")
    assert "拖欠工资失信联合惩戒对象名单" in told
    assert "?" in told  # for the ticks


def test_an_interrupted_command_exits_as_shells_expect(tmp_path: Path) -> None:
    pipe = tmp_path / "facts.ndjson"
    os.mkfifo(pipe)  # a reader waits here for whoever writes
    # whoever runs the tests in the background may have had this signal ignored, and what is started inherits that
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{heeding}; from web.cli import main; main()", "eval", str(pipe)]
    env = {**os.environ, "XINHENG_POLICIES": str(tiny.FOLDER), "XINHENG_LANG": "en", "XINHENG_WORKERS": "1"}
    started = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with started as process, pipe.open("wb"):  # which opens once the command has opened it too
        # Python sees a signal that comes just before a call that blocks only after it: let the reading begin
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, b"\nstopped\n")


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
