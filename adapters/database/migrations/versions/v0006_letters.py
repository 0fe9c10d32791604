"""The wording of letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "letter_template",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_letter_template")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_letter_template_kind_language"), "letter_template", ["kind", "language"], unique=False)


def downgrade() -> None:
    """Drop the table."""
    op.drop_index(op.f("ix_letter_template_kind_language"), table_name="letter_template")
    op.drop_table("letter_template")
