"""Submissions of a region; identities and forgetting told to other instances."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what is told, and how far it was pulled."""
    op.add_column("submission", sa.Column("region", sa.String(length=200), server_default="", nullable=False))
    for name in ("after_event", "after_forgotten"):
        op.add_column("pull_cursor", sa.Column(name, _NUMBER, server_default="0", nullable=False))
    op.add_column("identity_event", sa.Column("uid", sa.String(length=200), nullable=True))
    events = sa.table("identity_event", sa.column("number"), sa.column("uid"))
    for number in op.get_bind().scalars(sa.select(events.c.number)).all():
        op.execute(events.update().where(events.c.number == number).values(uid=secrets.token_hex(16)))
    op.create_index(op.f("ix_identity_event_uid"), "identity_event", ["uid"], unique=True)
    op.create_table(
        "pull_forgotten",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pull_forgotten")),
    )
    op.execute("CREATE TABLE forgotten_before AS SELECT * FROM fact_forgotten")
    op.drop_table("fact_forgotten")
    op.create_table(
        "fact_forgotten",
        sa.Column("number", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fact_forgotten")),
        sa.UniqueConstraint("id", name=op.f("uq_fact_forgotten_id")),
        sqlite_autoincrement=True,
    )
    op.execute("INSERT INTO fact_forgotten (id, at, rule) SELECT id, at, rule FROM forgotten_before ORDER BY at, id")
    op.drop_table("forgotten_before")


def downgrade() -> None:
    """Take it away again."""
    op.execute("CREATE TABLE forgotten_after AS SELECT id, at, rule FROM fact_forgotten")
    op.drop_table("fact_forgotten")
    op.create_table(
        "fact_forgotten",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_forgotten")),
    )
    op.execute("INSERT INTO fact_forgotten (id, at, rule) SELECT id, at, rule FROM forgotten_after")
    op.drop_table("forgotten_after")
    op.drop_table("pull_forgotten")
    op.drop_index(op.f("ix_identity_event_uid"), table_name="identity_event")
    op.drop_column("identity_event", "uid")
    op.drop_column("pull_cursor", "after_forgotten")
    op.drop_column("pull_cursor", "after_event")
    op.drop_column("submission", "region")
