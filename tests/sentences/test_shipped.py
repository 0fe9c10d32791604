"""Every thing of the shipped base can be told in both languages, with every phrase it takes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from adapters.folder import read_folder
from adapters.sentences.find import account, things
from adapters.sentences.mentions import Mentions
from adapters.sentences.said import Account, Ref, plain
from adapters.sentences.sectors import sectors
from adapters.sentences.words import Words
from engine.catalogue import LANGUAGES, catalogue
from engine.language.base import PolicyBase, load

POLICIES = Path(__file__).parents[2] / "policies"
_DAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def base() -> PolicyBase:
    loaded, problems = load(read_folder(POLICIES))
    assert problems == ()
    return loaded


class _Strict(Words):
    """Words that remember what no catalogue has a word for."""

    def __init__(self, base: PolicyBase, language: str) -> None:
        super().__init__(base, language, _DAY)
        self.missing: set[tuple[str, str]] = set()

    def word(self, table: str, key: str) -> str:
        known = catalogue(self.language)
        if f"sentences.{table}.{key}" not in known and f"verdict.{table}.{key}" not in known:
            self.missing.add((table, key))
        return super().word(table, key)


def _all(words: Words) -> dict[Ref, Account]:
    mentions = Mentions(words)
    return {ref: account(words, ref, mentions) for ref in things(words.base)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_told_without_a_missing_phrase(base: PolicyBase, language: str) -> None:
    words = _Strict(base, language)
    told = _all(words)
    assert words.missing == set(), f"give these their words in engine/catalogue/{language}/sentences.toml"
    assert {ref.name for ref in told if ref.sort == "policy"} == set(base.policies)
    for one in told.values():
        assert one.parts, one.ref
        for sentence in one.sentences():
            text = plain(sentence.said)
            assert text == text.strip(), (one.ref, text)
            assert text, one.ref
            assert not set(text) & set("{}"), (one.ref, text)
            assert "  " not in text, (one.ref, text)


def test_both_languages_say_the_same_things(base: PolicyBase) -> None:
    chinese, english = (_all(Words(base, language, _DAY)) for language in LANGUAGES)
    for ref, one in chinese.items():
        other = english[ref]
        assert [part.key for part in one.parts] == [part.key for part in other.parts], ref
        assert [len(s.members) for s in one.sentences()] == [len(s.members) for s in other.sentences()], ref
        assert [s.basis and len(s.basis) for s in one.sentences()] == [
            s.basis and len(s.basis) for s in other.sentences()
        ], ref


def test_what_words_lead_to_exists(base: PolicyBase) -> None:
    known = {
        "policy": base.policies,
        "linkage": base.linkages,
        "overlay": base.overlays,
        "measure": base.measures,
        "department": base.departments,
        "document": base.cited,
        "fact_type": base.fact_types,
        "clause": base.plan.clauses if base.plan else {},
    }
    for one in _all(Words(base, "zh_CN", _DAY)).values():
        for sentence in one.sentences():
            for ref in [span.to for span in sentence.said if span.to is not None]:
                assert ref.sort == "sector" or ref.name in known[ref.sort], (one.ref, ref)
            for citation in sentence.basis:
                assert citation.document in base.cited


def test_every_rule_measure_and_parameter_of_a_policy_is_told(base: PolicyBase) -> None:
    words = Words(base, "zh_CN", _DAY)
    for name, policy in base.policies.items():
        told = account(words, Ref("policy", name))
        ids = {sentence.id for sentence in told.sentences()}
        assert set(policy.listings) <= ids, name
        measures = {
            span.to.name
            for s in told.sentences()
            for span in s.said
            if span.to is not None and span.to.sort == "measure"
        }
        assert {one.measure for one in policy.measures} <= measures, name
        assert [one.name for one in told.parameters] == list(policy.parameters), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_sectors_are_called_alike(base: PolicyBase, language: str) -> None:
    words = Words(base, language, _DAY)
    titles = [words.word("sector_name", name) for name in sectors(base)]
    assert len(titles) == len(set(titles)), sorted(titles)
