"""The console script in a process of its own: how it exits, what its output can encode, and that it may be stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cases import tiny
from tests.cli import facts


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
