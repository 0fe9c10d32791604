"""The hashes of the ledger are no longer an index: nothing is looked for by them."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the constraint."""
    with op.batch_alter_table("ledger_entry") as batch:
        batch.drop_constraint(op.f("uq_ledger_entry_hash"), type_="unique")
