"""Which Java runs Spark: the first of version 17 or 21 that this machine has."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Final

from engine.problems import RuntimeFault

VERSIONS: Final = (17, 21)
"""The versions Spark is tested with; others may start and then fail on what Java hides from them."""
_INSTALLED: Final = Path("/usr/lib/jvm")
_VERSION: Final = re.compile(r'^JAVA_VERSION="(\d+)', re.MULTILINE)
_NONE: Final = "no Java 17 or 21 is here, which Spark runs on (install one: apt-get install openjdk-17-jre-headless)"


def java_home(installed: Path = _INSTALLED) -> Path:
    """The home of the Java to use: that of `JAVA_HOME`, of the `java` on the path, or one below *installed*.

    Raises `RuntimeFault` where none is of a fit version.
    """
    for home in _homes(installed):
        if version_of(home) in VERSIONS and (home / "bin" / "java").exists():
            return home
    raise RuntimeFault(_NONE)


def version_of(home: Path) -> int | None:
    """The version of the Java in *home*, by its file `release`; nothing where there is none."""
    try:
        found = _VERSION.search((home / "release").read_text(encoding="utf-8"))
    except OSError:
        return None
    return int(found.group(1)) if found else None


def _homes(installed: Path) -> Iterator[Path]:
    """Where a Java may be, the one asked for first."""
    if "JAVA_HOME" in os.environ:
        yield Path(os.environ["JAVA_HOME"])
    if java := which("java"):
        yield Path(java).resolve().parents[1]
    yield from sorted(installed.glob("*"))


if __name__ == "__main__":
    try:
        java_home()
    except RuntimeFault as fault:
        sys.exit(f"xinheng: {fault}")
