"""The tables of the store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "app_user",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("sectors", sa.Text(), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
    )
    op.create_table(
        "blob",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_blob")),
    )
    op.create_table(
        "casework_followed",
        sa.Column("one", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("change", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_casework_followed")),
    )
    op.create_table(
        "examination",
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_examination")),
    )
    op.create_table(
        "fact_forgotten",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_forgotten")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("done", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("faults", sa.Text(), nullable=True),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("worker", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("queued_at", sa.String(length=27), nullable=False),
        sa.Column("started_at", sa.String(length=27), nullable=True),
        sa.Column("heartbeat_at", sa.String(length=27), nullable=True),
        sa.Column("ended_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index(op.f("ix_job_actor_recorded_at"), "job", ["actor", "recorded_at"], unique=False)
    op.create_index(op.f("ix_job_state_queued_at"), "job", ["state", "queued_at"], unique=False)
    op.create_table(
        "ledger_checkpoint",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_checkpoint")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_ledger_entry_hash")),
        sa.UniqueConstraint("id", name=op.f("uq_ledger_entry_id")),
    )
    op.create_index(op.f("ix_ledger_entry_what_at"), "ledger_entry", ["what", "at"], unique=False)
    op.create_table(
        "ledger_head",
        sa.Column("one", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "pull_cursor",
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("after_fact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pulled_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_pull_cursor")),
    )
    op.create_table(
        "recall",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("sort", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("difference", sa.Text(), nullable=False),
        sa.Column("found_at", sa.String(length=27), nullable=False),
        sa.Column("settled_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_recall")),
        sa.UniqueConstraint("decision", "sort", name=op.f("uq_recall_decision_sort")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_recall_subject"), "recall", ["subject"], unique=False)
    op.create_table(
        "recall_pending",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("release", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("subject", "release", name=op.f("pk_recall_pending")),
    )
    op.create_table(
        "release",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_release")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("times", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_last_at"), "sign_in_attempt", ["last_at"], unique=False)
    op.create_table(
        "state_change",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("was", sa.String(length=200), nullable=True),
        sa.Column("became", sa.String(length=200), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_state_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_state_change_subject"), "state_change", ["subject"], unique=False)
    op.create_table(
        "state_grade",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("grades", sa.String(length=200), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("subject", "policy", name=op.f("pk_state_grade")),
    )
    op.create_index(op.f("ix_state_grade_policy_subject"), "state_grade", ["policy", "subject"], unique=False)
    op.create_table(
        "state_measure",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("carriage", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.String(length=200), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("last", sa.String(length=10), nullable=True),
        sa.Column("last_at_most", sa.String(length=10), nullable=True),
        sa.Column("withheld", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("subject", "number", name=op.f("pk_state_measure")),
    )
    op.create_index(
        op.f("ix_state_measure_carriage_subject_number"),
        "state_measure",
        ["carriage", "subject", "number"],
        unique=False,
    )
    op.create_table(
        "state_pass",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=200), nullable=False),
        sa.Column("begun_at", sa.String(length=27), nullable=False),
        sa.Column("ended_at", sa.String(length=27), nullable=True),
        sa.Column("subjects", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_state_pass")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_state_pass_day_release"), "state_pass", ["day", "release"], unique=False)
    op.create_table(
        "state_pending",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_state_pending")),
    )
    op.create_table(
        "state_standing",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("last", sa.String(length=10), nullable=True),
        sa.Column("last_at_most", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("subject", "policy", name=op.f("pk_state_standing")),
    )
    op.create_index(
        op.f("ix_state_standing_policy_value_subject"), "state_standing", ["policy", "value", "subject"], unique=False
    )
    op.create_table(
        "state_stay",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("sort", sa.String(length=200), nullable=False),
        sa.Column("start", sa.String(length=10), nullable=False),
        sa.Column("last", sa.String(length=10), nullable=True),
        sa.Column("last_at_most", sa.String(length=10), nullable=True),
        sa.Column("cause", sa.String(length=200), nullable=True),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "number", name=op.f("pk_state_stay")),
    )
    op.create_index(
        op.f("ix_state_stay_policy_sort_subject"), "state_stay", ["policy", "sort", "subject"], unique=False
    )
    op.create_table(
        "state_subject",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("refused", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_state_subject")),
    )
    op.create_table(
        "subject",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.Column("industry", sa.String(length=200), nullable=True),
        sa.Column("born", sa.String(length=10), nullable=True),
        sa.Column("registered", sa.String(length=10), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("merged_into", sa.String(length=200), nullable=True),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["subject.id"], name=op.f("fk_subject_merged_into_subject")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
    )
    op.create_index(op.f("ix_subject_merged_into"), "subject", ["merged_into"], unique=False)
    op.create_index(op.f("ix_subject_region"), "subject", ["region"], unique=False)
    op.create_table(
        "verdict_kept",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("known_at", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("facts_hash", sa.String(length=64), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_verdict_kept")),
    )
    op.create_table(
        "verdict_said",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_verdict_said")),
    )
    op.create_index(op.f("ix_verdict_said_subject"), "verdict_said", ["subject"], unique=False)
    op.create_table(
        "app_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=True),
        sa.Column("before_until", sa.String(length=27), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.Column("seen_at", sa.String(length=27), nullable=False),
        sa.Column("ends_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["app_user.id"], name=op.f("fk_app_session_user_app_user")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_app_session")),
        sa.UniqueConstraint("id", name=op.f("uq_app_session_id")),
    )
    op.create_index(op.f("ix_app_session_before"), "app_session", ["before"], unique=False)
    op.create_index(op.f("ix_app_session_ends_at"), "app_session", ["ends_at"], unique=False)
    op.create_index(op.f("ix_app_session_user"), "app_session", ["user"], unique=False)
    op.create_table(
        "casework_matter",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("policy", sa.String(length=200), nullable=True),
        sa.Column("sector", sa.String(length=200), nullable=True),
        sa.Column("department", sa.String(length=200), nullable=True),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("objected", sa.Boolean(), nullable=False),
        sa.Column("repairing", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("closed", sa.String(length=10), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_casework_matter_subject_subject")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_casework_matter")),
        sa.UniqueConstraint("id", name=op.f("uq_casework_matter_id")),
        sa.UniqueConstraint("key", name=op.f("uq_casework_matter_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_casework_matter_department_kind"), "casework_matter", ["department", "kind"], unique=False)
    op.create_index(op.f("ix_casework_matter_kind_opened"), "casework_matter", ["kind", "opened"], unique=False)
    op.create_index(op.f("ix_casework_matter_kind_state"), "casework_matter", ["kind", "state"], unique=False)
    op.create_index(op.f("ix_casework_matter_policy"), "casework_matter", ["policy"], unique=False)
    op.create_index(op.f("ix_casework_matter_subject"), "casework_matter", ["subject"], unique=False)
    op.create_table(
        "exchange_peer",
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["app_user.id"], name=op.f("fk_exchange_peer_user_app_user")),
        sa.PrimaryKeyConstraint("user", name=op.f("pk_exchange_peer")),
    )
    op.create_table(
        "fact",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=200), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("recorded", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("submitted_by", sa.String(length=200), nullable=False),
        sa.Column("sent_as", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_fact_subject_subject")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fact")),
        sa.UniqueConstraint("id", name=op.f("uq_fact_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_fact_subject_day"), "fact", ["subject", "day"], unique=False)
    op.create_index(op.f("ix_fact_type_day"), "fact", ["type", "day"], unique=False)
    op.create_table(
        "identity_event",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("other", sa.String(length=200), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_identity_event_subject_subject")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_identity_event")),
    )
    op.create_index(op.f("ix_identity_event_other"), "identity_event", ["other"], unique=False)
    op.create_index(op.f("ix_identity_event_subject"), "identity_event", ["subject"], unique=False)
    op.create_table(
        "import_rejection",
        sa.Column("job", sa.String(length=200), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["job.id"], name=op.f("fk_import_rejection_job_job")),
        sa.PrimaryKeyConstraint("job", "number", name=op.f("pk_import_rejection")),
    )
    op.create_table(
        "ledger_payload",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["ledger_entry.number"], name=op.f("fk_ledger_payload_number_ledger_entry")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_payload")),
    )
    op.create_index(op.f("ix_ledger_payload_actor"), "ledger_payload", ["actor"], unique=False)
    op.create_index(op.f("ix_ledger_payload_subject"), "ledger_payload", ["subject"], unique=False)
    op.create_table(
        "naming",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("named", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_naming_subject_subject")),
        sa.PrimaryKeyConstraint("subject", "named", name=op.f("pk_naming")),
    )
    op.create_index(op.f("ix_naming_named"), "naming", ["named"], unique=False)
    op.create_table(
        "release_edition",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["release"], ["release.hash"], name=op.f("fk_release_edition_release_release")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_release_edition")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_release_edition_content_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_release_edition_release"), "release_edition", ["release"], unique=False)
    op.create_table(
        "shadow_trial",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.String(length=27), nullable=False),
        sa.Column("begun_by", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.String(length=27), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.Column("same", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column(
            "differing", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False
        ),
        sa.Column("failed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("dropped", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["release"], ["release.hash"], name=op.f("fk_shadow_trial_release_release")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_shadow_trial")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shadow_trial_ended_at"), "shadow_trial", ["ended_at"], unique=False)
    op.create_table(
        "subject_code",
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("scheme", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_subject_code_subject_subject")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_subject_code")),
    )
    op.create_index(op.f("ix_subject_code_subject"), "subject_code", ["subject"], unique=False)
    op.create_table(
        "subject_name",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_subject_name_subject_subject")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_subject_name")),
    )
    op.create_index(op.f("ix_subject_name_subject"), "subject_name", ["subject"], unique=False)
    op.create_table(
        "submission",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("job", sa.String(length=200), nullable=False),
        sa.Column("after_fact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until_fact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["job.id"], name=op.f("fk_submission_job_job")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_submission")),
        sa.UniqueConstraint("digest", name=op.f("uq_submission_digest")),
        sa.UniqueConstraint("job", name=op.f("uq_submission_job")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("policies", sa.Text(), nullable=False),
        sa.Column("sectors", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=200), nullable=False),
        sa.Column("told", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("telling", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_at", sa.String(length=27), nullable=False),
        sa.Column("leased_until", sa.String(length=27), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["app_user.id"], name=op.f("fk_subscription_user_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index(op.f("ix_subscription_user"), "subscription", ["user"], unique=False)
    op.create_table(
        "token",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=200), server_default="", nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("expires_at", sa.String(length=27), nullable=False),
        sa.Column("revoked_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["app_user.id"], name=op.f("fk_token_user_app_user")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_token")),
        sa.UniqueConstraint("id", name=op.f("uq_token_id")),
    )
    op.create_index(op.f("ix_token_user"), "token", ["user"], unique=False)
    op.create_table(
        "casework_clock",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("matter", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("starts", sa.String(length=10), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("rolls", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=True),
        sa.Column("met", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["matter"], ["casework_matter.id"], name=op.f("fk_casework_clock_matter_casework_matter")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_casework_clock")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_casework_clock_matter"), "casework_clock", ["matter"], unique=False)
    op.create_index(op.f("ix_casework_clock_met_due"), "casework_clock", ["met", "due"], unique=False)
    op.create_table(
        "casework_step",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("matter", sa.String(length=200), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter"], ["casework_matter.id"], name=op.f("fk_casework_step_matter_casework_matter")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_casework_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_casework_step_matter"), "casework_step", ["matter"], unique=False)
    op.create_index(op.f("ix_casework_step_step_day"), "casework_step", ["step", "day"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=True),
        sa.Column("effective", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["base"], ["release_edition.content_hash"], name=op.f("fk_draft_base_release_edition")),
        sa.ForeignKeyConstraint(["release"], ["release.hash"], name=op.f("fk_draft_release_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_state_recorded_at"), "draft", ["state", "recorded_at"], unique=False)
    op.create_table(
        "fact_related",
        sa.Column("fact", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["fact"], ["fact.id"], name=op.f("fk_fact_related_fact_fact")),
        sa.PrimaryKeyConstraint("fact", "role", "subject", name=op.f("pk_fact_related")),
    )
    op.create_index(op.f("ix_fact_related_subject"), "fact_related", ["subject"], unique=False)
    op.create_table(
        "fact_revocation",
        sa.Column("fact", sa.String(length=200), nullable=False),
        sa.Column("revokes", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["fact"], ["fact.id"], name=op.f("fk_fact_revocation_fact_fact")),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_fact_revocation")),
    )
    op.create_index(op.f("ix_fact_revocation_revokes"), "fact_revocation", ["revokes"], unique=False)
    op.create_table(
        "identity_move",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("event", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("from_subject", sa.String(length=200), nullable=True),
        sa.Column("to_subject", sa.String(length=200), nullable=True),
        sa.Column("moved_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["identity_event.number"], name=op.f("fk_identity_move_event_identity_event")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_identity_move")),
    )
    op.create_index(op.f("ix_identity_move_event"), "identity_move", ["event"], unique=False)
    op.create_index(
        op.f("ix_identity_move_from_subject_moved_at"), "identity_move", ["from_subject", "moved_at"], unique=False
    )
    op.create_index(op.f("ix_identity_move_moved_at"), "identity_move", ["moved_at"], unique=False)
    op.create_index(
        op.f("ix_identity_move_what_name_moved_at"), "identity_move", ["what", "name", "moved_at"], unique=False
    )
    op.create_table(
        "release_file",
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["blob"], ["blob.digest"], name=op.f("fk_release_file_blob_blob")),
        sa.ForeignKeyConstraint(
            ["edition"], ["release_edition.content_hash"], name=op.f("fk_release_file_edition_release_edition")
        ),
        sa.PrimaryKeyConstraint("edition", "path", name=op.f("pk_release_file")),
    )
    op.create_table(
        "release_publication",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("effective", sa.String(length=10), nullable=False),
        sa.Column("published_at", sa.String(length=27), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition"], ["release_edition.content_hash"], name=op.f("fk_release_publication_edition_release_edition")
        ),
        sa.ForeignKeyConstraint(["release"], ["release.hash"], name=op.f("fk_release_publication_release_release")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_release_publication")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "release_signature",
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition"], ["release_edition.content_hash"], name=op.f("fk_release_signature_edition_release_edition")
        ),
        sa.PrimaryKeyConstraint("edition", "key", name=op.f("pk_release_signature")),
    )
    op.create_table(
        "shadow_difference",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("trial", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("known_at", sa.String(length=10), nullable=False),
        sa.Column("live", sa.String(length=64), nullable=False),
        sa.Column("live_verdict", sa.String(length=64), nullable=False),
        sa.Column("candidate_verdict", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial"], ["shadow_trial.number"], name=op.f("fk_shadow_difference_trial_shadow_trial")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_shadow_difference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shadow_difference_subject"), "shadow_difference", ["subject"], unique=False)
    op.create_index(op.f("ix_shadow_difference_trial"), "shadow_difference", ["trial"], unique=False)
    op.create_table(
        "draft_event",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("draft", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=True),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft"], ["draft.id"], name=op.f("fk_draft_event_draft_draft")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_draft_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_draft_event_draft"), "draft_event", ["draft"], unique=False)
    op.create_table(
        "draft_file",
        sa.Column("draft", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["blob"], ["blob.digest"], name=op.f("fk_draft_file_blob_blob")),
        sa.ForeignKeyConstraint(["draft"], ["draft.id"], name=op.f("fk_draft_file_draft_draft")),
        sa.PrimaryKeyConstraint("draft", "path", name=op.f("pk_draft_file")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("draft_file")
    op.drop_index(op.f("ix_draft_event_draft"), table_name="draft_event")
    op.drop_table("draft_event")
    op.drop_index(op.f("ix_shadow_difference_trial"), table_name="shadow_difference")
    op.drop_index(op.f("ix_shadow_difference_subject"), table_name="shadow_difference")
    op.drop_table("shadow_difference")
    op.drop_table("release_signature")
    op.drop_table("release_publication")
    op.drop_table("release_file")
    op.drop_index(op.f("ix_identity_move_what_name_moved_at"), table_name="identity_move")
    op.drop_index(op.f("ix_identity_move_moved_at"), table_name="identity_move")
    op.drop_index(op.f("ix_identity_move_from_subject_moved_at"), table_name="identity_move")
    op.drop_index(op.f("ix_identity_move_event"), table_name="identity_move")
    op.drop_table("identity_move")
    op.drop_index(op.f("ix_fact_revocation_revokes"), table_name="fact_revocation")
    op.drop_table("fact_revocation")
    op.drop_index(op.f("ix_fact_related_subject"), table_name="fact_related")
    op.drop_table("fact_related")
    op.drop_index(op.f("ix_draft_state_recorded_at"), table_name="draft")
    op.drop_table("draft")
    op.drop_index(op.f("ix_casework_step_step_day"), table_name="casework_step")
    op.drop_index(op.f("ix_casework_step_matter"), table_name="casework_step")
    op.drop_table("casework_step")
    op.drop_index(op.f("ix_casework_clock_met_due"), table_name="casework_clock")
    op.drop_index(op.f("ix_casework_clock_matter"), table_name="casework_clock")
    op.drop_table("casework_clock")
    op.drop_index(op.f("ix_token_user"), table_name="token")
    op.drop_table("token")
    op.drop_index(op.f("ix_subscription_user"), table_name="subscription")
    op.drop_table("subscription")
    op.drop_table("submission")
    op.drop_index(op.f("ix_subject_name_subject"), table_name="subject_name")
    op.drop_table("subject_name")
    op.drop_index(op.f("ix_subject_code_subject"), table_name="subject_code")
    op.drop_table("subject_code")
    op.drop_index(op.f("ix_shadow_trial_ended_at"), table_name="shadow_trial")
    op.drop_table("shadow_trial")
    op.drop_index(op.f("ix_release_edition_release"), table_name="release_edition")
    op.drop_table("release_edition")
    op.drop_index(op.f("ix_naming_named"), table_name="naming")
    op.drop_table("naming")
    op.drop_index(op.f("ix_ledger_payload_subject"), table_name="ledger_payload")
    op.drop_index(op.f("ix_ledger_payload_actor"), table_name="ledger_payload")
    op.drop_table("ledger_payload")
    op.drop_table("import_rejection")
    op.drop_index(op.f("ix_identity_event_subject"), table_name="identity_event")
    op.drop_index(op.f("ix_identity_event_other"), table_name="identity_event")
    op.drop_table("identity_event")
    op.drop_index(op.f("ix_fact_type_day"), table_name="fact")
    op.drop_index(op.f("ix_fact_subject_day"), table_name="fact")
    op.drop_table("fact")
    op.drop_table("exchange_peer")
    op.drop_index(op.f("ix_casework_matter_subject"), table_name="casework_matter")
    op.drop_index(op.f("ix_casework_matter_policy"), table_name="casework_matter")
    op.drop_index(op.f("ix_casework_matter_kind_state"), table_name="casework_matter")
    op.drop_index(op.f("ix_casework_matter_kind_opened"), table_name="casework_matter")
    op.drop_index(op.f("ix_casework_matter_department_kind"), table_name="casework_matter")
    op.drop_table("casework_matter")
    op.drop_index(op.f("ix_app_session_user"), table_name="app_session")
    op.drop_index(op.f("ix_app_session_ends_at"), table_name="app_session")
    op.drop_index(op.f("ix_app_session_before"), table_name="app_session")
    op.drop_table("app_session")
    op.drop_index(op.f("ix_verdict_said_subject"), table_name="verdict_said")
    op.drop_table("verdict_said")
    op.drop_table("verdict_kept")
    op.drop_index(op.f("ix_subject_region"), table_name="subject")
    op.drop_index(op.f("ix_subject_merged_into"), table_name="subject")
    op.drop_table("subject")
    op.drop_table("state_subject")
    op.drop_index(op.f("ix_state_stay_policy_sort_subject"), table_name="state_stay")
    op.drop_table("state_stay")
    op.drop_index(op.f("ix_state_standing_policy_value_subject"), table_name="state_standing")
    op.drop_table("state_standing")
    op.drop_table("state_pending")
    op.drop_index(op.f("ix_state_pass_day_release"), table_name="state_pass")
    op.drop_table("state_pass")
    op.drop_index(op.f("ix_state_measure_carriage_subject_number"), table_name="state_measure")
    op.drop_table("state_measure")
    op.drop_index(op.f("ix_state_grade_policy_subject"), table_name="state_grade")
    op.drop_table("state_grade")
    op.drop_index(op.f("ix_state_change_subject"), table_name="state_change")
    op.drop_table("state_change")
    op.drop_index(op.f("ix_sign_in_attempt_last_at"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("release")
    op.drop_table("recall_pending")
    op.drop_index(op.f("ix_recall_subject"), table_name="recall")
    op.drop_table("recall")
    op.drop_table("pull_cursor")
    op.drop_table("ledger_head")
    op.drop_index(op.f("ix_ledger_entry_what_at"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_table("ledger_checkpoint")
    op.drop_index(op.f("ix_job_state_queued_at"), table_name="job")
    op.drop_index(op.f("ix_job_actor_recorded_at"), table_name="job")
    op.drop_table("job")
    op.drop_table("fact_forgotten")
    op.drop_table("examination")
    op.drop_table("casework_followed")
    op.drop_table("blob")
    op.drop_table("app_user")
