"""A row of a red or black list (守信激励、失信惩戒对象名单) as a `listing_decision`, and how the list was left again.

Which list a row means is its official name, word for word, or the id of its policy; never one that is alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from adapters.standards import acts, identifiers, values
from adapters.standards.acts import Fields
from adapters.standards.intake import Intake, ListKnown
from adapters.standards.parties import Party
from adapters.standards.raw import RawFact, shown
from adapters.standards.record import Record
from engine.problems import nearest

LISTED: Final = "listing_decision"
KINDS: Final[Mapping[str, frozenset[str]]] = {
    "red": frozenset({"2", "红名单", "守信红名单", "守信激励", "守信激励名单"}),
    "watch": frozenset({"4", "重点关注", "重点关注名单"}),
    "black": frozenset({"8", "黑名单", "失信黑名单", "失信惩戒", "失信惩戒名单"}),
}
"""What 名单类型 calls the kinds of list; by number as 信用中国 does."""
REPAIRED: Final = "信用修复"
EXITS: Final[Mapping[str, str]] = {
    REPAIRED: "repair", "修复": "repair", "期满": "end", "期限届满": "end", "有效期届满": "end", "到期": "end",
    "撤销": "revocation", "撤销列入": "revocation", "列入错误": "revocation",
}  # fmt: skip
"""Why a list was left: the end of a period is what the policy makes of it, the rest are facts of their own."""
_YEAR: Final = 12


def listing(record: Record, party: Party | None, intake: Intake) -> RawFact | None:
    """The decision that *record* states about *party*; `None` where the row is refused."""
    known = _list(record, intake)
    for key in ("ground_cited", "reason"):
        record.needed(key)
    fields: Fields = {"outcome": "list", **acts.texts(record, "ground_cited", "reason", "remark")}
    if known is not None:
        fields["policy"] = known.policy
    if number := record.text("document_no"):
        fields["document_no"] = acts.document_no(number)
    fields |= acts.authority(record)
    if code := record.take("authority", identifiers.uscc):
        fields["authority"] = code
    if amount := record.take("amount", values.in_yuan):
        fields["amount"] = amount
    fields |= _validity(record)
    _check_exit(record)
    return acts.fact(record, party, fields, intake.recorded, LISTED)


def endings(record: Record, listed: RawFact) -> Iterator[RawFact]:
    """The facts by which *listed* ended again, as far as *record* says so."""
    day, way = record.take("exited_on", values.day), EXITS.get(record.text("exit_reason"), "end")
    if day is None or way == "end":
        return
    if way == "revocation":
        yield acts.revocation(listed)
        return
    recorded = max(day, listed["recorded"])
    fields: Fields = {"policy": listed["fields"]["policy"], "outcome": "grant", "grounds": [listed["id"]]}
    yield RawFact(
        id=f"repair:{listed['id']}", type="repair_decision", subject=listed["subject"], date=day, recorded=recorded,
        source=listed["source"], fields=fields, related=[],
    )  # fmt: skip


def same_list(text: str) -> str:
    """*text* as names of lists are compared: without space, and brackets and the like of one width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _list(record: Record, intake: Intake) -> ListKnown | None:
    """The list that *record* names."""
    name = record.needed("list")
    if not name:
        return None
    plain = same_list(name)
    found = next((one for one in intake.lists if plain in (one.policy, same_list(one.title))), None)
    if found is None:
        record.refuse(
            "list", "unknown_list", value=shown(name), near=nearest(name, [one.title for one in intake.lists])
        )
        return None
    kind = record.text("list_kind")
    if kind and kind not in KINDS.get(found.kind, {found.kind}):
        record.refuse("list_kind", "other_list_kind", value=shown(kind), list=found.title, kind=found.kind)
    return found


def _validity(record: Record) -> Fields:
    """From when until when the list is to last; as a period too, where it is one of whole months from the decision."""
    start, end = record.take("valid_from", values.day), record.take("valid_until", values.last_day)
    fields: Fields = {key: day for key, day in (("valid_from", start), ("valid_until", end)) if day}
    decided = record.take("decided_on", values.day)
    if decided is None or end is None:
        return fields
    if end < decided:
        record.refuse("valid_until", "ends_before_start", start=decided, end=end)
    elif start in (None, decided) and (period := _period(date.fromisoformat(decided), date.fromisoformat(end))):
        fields["period"] = period
    return fields


def _period(start: date, end: date) -> str | None:
    """The whole months from *start* that run out on *end*, if any do (S2: the day of the start does not count)."""
    months = (end.year - start.year) * _YEAR + end.month - start.month
    if months <= 0 or start.day != end.day:
        return None
    return f"{months // _YEAR} years" if months % _YEAR == 0 else f"{months} months"


def _check_exit(record: Record) -> None:
    """Refuse what *record* says of leaving the list and cannot be understood."""
    day, reason = record.take("exited_on", values.day), record.text("exit_reason")
    if reason and reason not in EXITS:
        record.refuse("exit_reason", "bad_exit", value=shown(reason), known="、".join(EXITS))
    if reason and not record.text("exited_on"):
        record.refuse("exited_on", "exit_without_day")
    decided = record.take("decided_on", values.day)
    if day and decided and day < decided:
        record.refuse("exited_on", "ends_before_start", start=decided, end=day)
