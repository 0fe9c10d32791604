"""Credit reports handed out: what the code of each vouches for."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Table

from adapters.database.tables.base import Day, Digest, Id, Moment, metadata

report_code: Final = Table(
    "report_code",
    metadata,
    Column("digest", Digest, primary_key=True),
    Column("subject", Id, ForeignKey("subject.id"), nullable=False, index=True),
    Column("as_of", Day, nullable=False),
    Column("known_at", Day, nullable=False),
    Column("until", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("release", Digest, nullable=False),
    Column("verdict", Digest, nullable=False, index=True),
    Column("decision", Id, nullable=False),
    Column("made_by", Id, nullable=False),
    Column("department", Id),
    Column("purpose", Id),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
"""*digest* is the SHA-256 of a code that was told to who had the report made. The report rests on what was stored
*until* a moment, with who was who as *seen* then: asked again, its *verdict* (the digest of it) is the same."""
