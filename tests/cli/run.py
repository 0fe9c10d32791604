"""Runs a command line as people type it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from tests.cases import tiny
from web.cli import cli


def run(*args: str, given: str | bytes | None = None, language: str = "en", **env: str) -> Result:
    """What `xinheng` with *args* does; *given* is its standard input."""
    variables = {
        "XINHENG_LANG": language,
        "XINHENG_POLICIES": str(tiny.FOLDER),
        "NO_COLOR": "1",
        "XINHENG_WORKERS": "0",
        **env,
    }
    result = CliRunner().invoke(cli, args, input=given, env=variables, prog_name="xinheng")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def written(folder: Path, files: dict[str, bytes]) -> str:
    """*files* written below *folder*, as an argument."""
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return str(folder)
