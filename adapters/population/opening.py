"""What `--population` names, as a source: a folder of files, or the URL of a database."""

from __future__ import annotations

from pathlib import Path

from adapters.population.folder import FilesFolder
from adapters.population.sources import Source
from adapters.population.synthetic import SyntheticFolder, is_synthetic


def source_at(where: str, subjects: str | None = None, facts: str | None = None) -> Source:
    """The source at *where*; a database is asked the queries *subjects* and *facts*, if given."""
    if "://" in where:
        from adapters.population.sql import FACTS, SUBJECTS, SqlPopulation  # noqa: PLC0415 - who reads files needs no database

        return SqlPopulation(where, subjects or SUBJECTS, facts or FACTS)
    folder = Path(where)
    return SyntheticFolder(folder) if is_synthetic(folder) else FilesFolder(folder)
