"""How changed sentences are shown beside each other."""

from __future__ import annotations

from web.pages.changed import Pair, Words, pairs


def test_a_sentence_stands_beside_what_became_of_it_with_the_words_that_differ() -> None:
    found = list(pairs(["数额 30000 元以上", "另一句话"], ["期限六个月之后", "数额 50000 元以上"]))
    assert found == [
        Pair(
            (Words("数额 ", False), Words("3", True), Words("0000 元以上", False)),
            (Words("数额 ", False), Words("5", True), Words("0000 元以上", False)),
        ),
        Pair((Words("另一句话", False),), ()),
        Pair((), (Words("期限六个月之后", False),)),
    ]


def test_of_very_many_sentences_none_is_held_against_another() -> None:
    found = list(pairs([f"旧句 {n}" for n in range(61)], ["旧句 1 改"]))
    assert len(found) == 62
