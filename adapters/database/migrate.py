"""The schema brought up to date: safe to run twice, and by several at once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from adapters.database.connect import Database

_FOLDER: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 0x58696E68656E67
"""What PostgreSQL calls the lock that one migrates under."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema of *database* to the newest *revision*, in one transaction."""
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def is_current(database: Database) -> bool:
    """Whether the schema of *database* is the newest."""
    with database.reading() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
