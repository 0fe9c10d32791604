"""Other instances that facts are pulled from: their address and our token, in files of the data folder.

They stand there, and not in the store, so that neither a backup nor who may start a pull comes by the token, and only
who has the machine can say where to pull from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import orjson
from urllib3.util import parse_url

from engine.problems import FactError, Place, Problem

_FOLDER: Final = "sources"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Source:
    """Another instance by *name*: its *url*, and the *token* it gave us."""

    name: str
    url: str
    token: str = field(repr=False)


def keep(data: Path, source: Source) -> None:
    """Keep *source* in the folder *data*, for its owner alone; raises `FactError` where something is wrong with it."""
    problems = list(_problems(source))
    if problems:
        raise FactError(problems)
    path = data / _FOLDER / f"{source.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - a descriptor
        file.write(orjson.dumps(asdict(source)))
    part.rename(path)


def find(data: Path, name: str) -> Source:
    """The source *name*; raises `LookupError` where there is none."""
    path = data / _FOLDER / f"{name}.json"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise LookupError(name)
    return Source(**orjson.loads(path.read_bytes()))


def known(data: Path) -> Iterator[Source]:
    """Every source, by name."""
    for path in sorted((data / _FOLDER).glob("*.json")):
        yield find(data, path.stem)


def _problems(source: Source) -> Iterator[Problem]:
    url = parse_url(source.url)
    if not _NAME.fullmatch(source.name):
        yield Problem("imports.source_name", Place("source"), {"name": source.name[:40]})
    if url.scheme not in ("http", "https") or not url.host or url.auth or url.query:
        yield Problem("imports.source_url", Place("source"), {"url": source.url[:100]})
    if not source.token.isascii() or not source.token.strip() or not source.token.isprintable():
        yield Problem("imports.source_token", Place("source"), {})
