"""Letters as they were served."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "letter_served",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("matter", sa.String(length=200), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=200), nullable=False),
        sa.Column("wording", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter"], ["casework_matter.id"], name=op.f("fk_letter_served_matter_casework_matter")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_letter_served")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_letter_served_matter"), "letter_served", ["matter"], unique=False)


def downgrade() -> None:
    """Drop the table."""
    op.drop_index(op.f("ix_letter_served_matter"), table_name="letter_served")
    op.drop_table("letter_served")
