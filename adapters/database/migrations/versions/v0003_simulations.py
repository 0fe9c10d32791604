"""Simulations that are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their tables."""
    op.create_table(
        "simulation",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("job", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("baseline", sa.String(length=64), nullable=False),
        sa.Column("candidate", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["job.id"], name=op.f("fk_simulation_job_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulation")),
        sa.UniqueConstraint("job", name=op.f("uq_simulation_job")),
    )
    op.create_index(op.f("ix_simulation_recorded_at_id"), "simulation", ["recorded_at", "id"], unique=False)
    op.create_table(
        "simulation_subject",
        sa.Column("simulation", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["simulation"], ["simulation.id"], name=op.f("fk_simulation_subject_simulation_simulation")
        ),
        sa.PrimaryKeyConstraint("simulation", "key", name=op.f("pk_simulation_subject")),
    )
    op.create_index(op.f("ix_simulation_subject_subject"), "simulation_subject", ["subject"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_simulation_subject_subject"), table_name="simulation_subject")
    op.drop_table("simulation_subject")
    op.drop_index(op.f("ix_simulation_recorded_at_id"), table_name="simulation")
    op.drop_table("simulation")
