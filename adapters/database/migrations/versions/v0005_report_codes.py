"""What the codes of credit reports vouch for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "report_code",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("known_at", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=False),
        sa.Column("seen", sa.String(length=27), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=True),
        sa.Column("purpose", sa.String(length=200), nullable=True),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("expires_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_report_code_subject_subject")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_report_code")),
    )
    for column in ("expires_at", "subject", "verdict"):
        op.create_index(op.f(f"ix_report_code_{column}"), "report_code", [column], unique=False)


def downgrade() -> None:
    """Drop the table."""
    for column in ("verdict", "subject", "expires_at"):
        op.drop_index(op.f(f"ix_report_code_{column}"), table_name="report_code")
    op.drop_table("report_code")
