"""What all tables share: how constraints are named, and what columns hold.

Days are ISO texts (`2026-04-01`, in Asia/Shanghai) and moments RFC 3339 texts in UTC with microseconds
(`2026-04-01T02:03:04.000005Z`): both sort as they pass, and mean the same in every database.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData, String, Text

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number: Final = BigInteger().with_variant(Integer, "sqlite")
"""A whole number; as a primary key it counts up by itself in both databases."""
Day: Final = String(10)
Moment: Final = String(27)
Digest: Final = String(64)
"""A SHA-256 in hexadecimal."""
Id: Final = String(200)
"""What others call something: `engine.facts.MOST_ID` characters at most."""
Json: Final = Text()
"""JSON as it was written: canonical where its bytes count."""
Content: Final = LargeBinary()
