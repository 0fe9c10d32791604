"""How Alembic runs the migrations: by the connection of `adapters.database.migrate`."""

from __future__ import annotations

from alembic import context

from adapters.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_server_default=True,
)
context.run_migrations()
