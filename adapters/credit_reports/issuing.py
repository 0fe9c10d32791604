"""Reports handed out, and what their codes vouch for."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, insert, select

from adapters.clock import stamp
from adapters.credit_reports.codes import digest, new_code
from adapters.database.tables.recall import recall
from adapters.database.tables.reports import report_code
from adapters.ledger.chain import Said, add
from adapters.verdicts.asking import Days

HOLDS: Final = 90
"""Days for which a code vouches, unless who has the report made says fewer or more."""
_KEPT: Final = timedelta(days=30)
"""How long it is known of a code that its time is over."""
REPORT: Final = "report"
"""What entries of the ledger are that tell of a report handed out."""


@dataclass(frozen=True)
class Issued:
    """What a code vouches for: the *verdict* (its digest) by *release* on a *subject*, as of a day, as known on one.

    It rests on what was stored *until* a moment, with who was who as *seen* then; *decision* is its receipt.
    """

    subject: str
    as_of: str
    known_at: str
    until: str
    seen: str
    release: str
    verdict: str
    decision: str
    made_by: str
    department: str | None
    purpose: str | None
    made_at: str
    expires_at: str

    def is_over(self, now: datetime) -> bool:
        """Whether it vouches no longer."""
        return self.expires_at <= stamp(now)


def pinned(days: Days, now: datetime) -> Days:
    """*days* by what is stored *now*, so that whoever asks again later is told the same."""
    moment = stamp(now)
    return replace(days, until=min(days.until, moment), seen=min(days.seen, moment))


def expiry(now: datetime, days: int) -> str:
    """The moment *days* after *now*."""
    return stamp(now + timedelta(days=days))


def issue(connection: Connection, issued: Issued, now: datetime) -> str:
    """Keep what is *issued* and tell the ledger; gives the code that vouches for it, which is kept nowhere."""
    code = new_code()
    connection.execute(delete(report_code).where(report_code.c.expires_at < stamp(now - _KEPT)))
    connection.execute(insert(report_code), {"digest": digest(code), **asdict(issued)})
    told: dict[str, Any] = {
        "code": digest(code), "decision_id": issued.decision, "as_of": issued.as_of, "known_at": issued.known_at,
        "rules_hash": issued.release, "purpose": issued.purpose, "expires_at": issued.expires_at,
    }  # fmt: skip
    add(connection, [Said(secrets.token_hex(16), REPORT, issued.made_by, orjson.dumps(told), issued.subject)], now)
    return code


def issued_by(connection: Connection, code: str) -> Issued | None:
    """What *code* vouches for, or vouched for until its time was over."""
    row = connection.execute(select(report_code).where(report_code.c.digest == digest(code))).mappings().first()
    return None if row is None else Issued(**{one.name: row[one.name] for one in fields(Issued)})


def is_recalled(connection: Connection, issued: Issued) -> bool:
    """Whether the verdict would now be another, since records or the release changed."""
    open_ = recall.c.decision == issued.decision, recall.c.settled_at.is_(None)
    return connection.scalar(select(recall.c.number).where(*open_).limit(1)) is not None
