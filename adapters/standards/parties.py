"""Who a row is about: the party (行政相对人) as a subject, and its legal representative."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from adapters.standards import identifiers, people
from adapters.standards.raw import RawRelated, RawSubject, Refused, shown
from adapters.standards.record import Record

ORGANISATION: Final = "法人及非法人组织"
PERSON: Final = "自然人"
SOLE_TRADER: Final = "个体工商户"
_CATEGORIES: Final = (ORGANISATION, PERSON, SOLE_TRADER)
_OTHER_CODES: Final = ("registration_no", "tax_no", "institution_no", "social_no")


@dataclass(frozen=True)
class Party:
    """The *subject* of a row, whom its fact names as *related*, and those as subjects too."""

    subject: RawSubject
    related: tuple[RawRelated, ...] = ()
    others: tuple[RawSubject, ...] = ()


def party(record: Record, key: bytes | None) -> Party | None:
    """The party of *record*; `None` where the row does not say clearly who it is, which is then refused."""
    name = record.needed("name")
    category = _category(record)
    if category == PERSON:
        return _person(record, name, key)
    subject = _organisation(record, category)
    if subject is None:
        return None
    representative = _representative(record, key)
    related = tuple(RawRelated(role="legal_representative", subject=person["id"]) for person in representative)
    return Party({**subject, "name": name}, related, representative)


def _category(record: Record) -> str:
    """The 行政相对人类别; where a format or a row has none, it follows from which codes are given."""
    edition = record.header.layout.edition
    if edition == "2018" or (edition == "lists" and record.text("category")):
        category = record.needed("category")
        if category and category not in _CATEGORIES:
            record.refuse("category", "bad_category", value=shown(category), known="、".join(_CATEGORIES))
            return ""
        return category
    codes = ("uscc", "organisation_code", *_OTHER_CODES)
    coded = any(record.text(code).upper() not in ("", identifiers.NO_CODE) for code in codes)
    return PERSON if record.text("id_number") and not coded else ORGANISATION


def _person(record: Record, name: str, key: bytes | None) -> Party | None:
    document = people.IDENTITY_CARD
    if record.header.layout.edition != "2015":
        _refuse_codes_of_organisation(record)
        document = _document(record)
    identify = partial(people.person_id, people.document_code(document), key=key)
    found = record.need("id_number", identify, "person_without_document")
    return None if found is None else Party({"id": found, "kind": "natural_person", "name": name})


def _document(record: Record) -> str:
    """The kind of paper a person is known by; lists have mostly a number alone, which is that of the identity card."""
    if record.header.layout.edition == "lists":
        return record.text("id_type") or people.IDENTITY_CARD
    return record.needed("id_type", "person_without_document")


def _refuse_codes_of_organisation(record: Record) -> None:
    for code in ("uscc", "organisation_code", *_OTHER_CODES):
        if record.text(code).upper() not in ("", identifiers.NO_CODE):
            record.refuse(code, "person_with_code")


def _organisation(record: Record, category: str) -> RawSubject | None:
    if record.header.layout.edition == "2018" and category:
        _refuse_papers_of_person(record, category)
        if category == ORGANISATION:
            record.needed("representative", "no_representative")
        code = record.need("uscc", _code_or_none, "no_uscc", none=identifiers.NO_CODE)
    else:
        code = record.take("uscc", _code_or_none)
    if code:
        _refuse_unlike_category(record, category, code)
        return {"id": code, "kind": identifiers.kind(code), "region": identifiers.region(code)}
    if record.text("uscc").upper() not in ("", identifiers.NO_CODE):
        return None
    return _by_older_code(record, "individual_business" if category == SOLE_TRADER else "enterprise")


def _refuse_papers_of_person(record: Record, category: str) -> None:
    for key in ("id_type", "id_number"):
        if record.text(key):
            record.refuse(key, "organisation_with_papers")
    if category == SOLE_TRADER:
        for key in ("institution_no", "social_no"):
            if record.text(key):
                record.refuse(key, "trader_with_certificate")


def _refuse_unlike_category(record: Record, category: str, code: str) -> None:
    edition = record.header.layout.edition
    if edition == "2018" and ((category == ORGANISATION and code[:2] == "92")
                              or (category == SOLE_TRADER and code[:2] == "91")):  # fmt: skip
        record.refuse("uscc", "category_against_code", value=code, category=category)


def _by_older_code(record: Record, kind: str) -> RawSubject | None:
    """The party by what it had before, or beside, a 统一社会信用代码; its kind is then assumed, and noted."""
    code = record.take("organisation_code", identifiers.organisation_code)
    found = f"organisation:{code}" if code else _by_number(record)
    if found is None:
        if not record.rejected:
            record.refuse("uscc", "nobody_named")
        return None
    record.note("uscc", "kind_assumed", kind=kind)
    return {"id": found, "kind": kind}


def _by_number(record: Record) -> str | None:
    for key in _OTHER_CODES:
        if number := "".join(c for c in record.text(key).upper() if c.isalnum()):
            return f"{key.removesuffix('_no')}:{number}"
    return None


def _representative(record: Record, key: bytes | None) -> tuple[RawSubject, ...]:
    """The legal representative where the row gives an identity number; a bare name identifies nobody."""
    if not record.text("representative_id"):
        return ()
    if "*" in record.text("representative_id"):
        record.note("representative_id", "representative_masked")
        return ()
    document = people.document_code(record.text("representative_id_type") or people.IDENTITY_CARD)
    found = record.take("representative_id", partial(people.person_id, document, key=key))
    if found is None:
        return ()
    person: RawSubject = {"id": found, "kind": "natural_person"}
    if name := record.text("representative"):
        person["name"] = name
    return (person,)


def _code_or_none(text: str) -> str:
    """The 统一社会信用代码 in *text*, empty where it says that there is none."""
    if text.upper() == identifiers.NO_CODE:
        return ""
    if text.strip("0Xx") == "":
        raise Refused("uscc_none_form", value=shown(text), none=identifiers.NO_CODE)
    return identifiers.uscc(text)
