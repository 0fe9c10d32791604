"""The schema brought up to date: safe to run twice, and by several at once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from adapters.database.connect import Database
from engine.problems import RuntimeFault

_FOLDER: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 0x58696E68656E67
"""What PostgreSQL calls the lock that one migrates under."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema of *database* to the newest *revision*, in one transaction."""
    with database.altering() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        before = _revision(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if database.is_sqlite and _revision(connection) != before:
            _check_references(connection)


def is_current(database: Database) -> bool:
    """Whether the schema of *database* is the newest."""
    with database.reading() as connection:
        found = _revision(connection)
    return found == ScriptDirectory.from_config(_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check_references(connection: Connection) -> None:
    """Raise `RuntimeFault` where a row of SQLite refers to one that is not there: the schema stays as it was."""
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost is not None:
        raise RuntimeFault(f"a migration would leave rows of `{lost[0]}` that refer to none of `{lost[2]}`")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
