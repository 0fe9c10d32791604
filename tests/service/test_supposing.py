"""What supposes changes of a release: the same answers for as long as it runs."""

from __future__ import annotations

import base64

import orjson

from adapters.publishing import supposing
from tests.cases import tiny


def test_what_was_kept_at_hand_is_forgotten_after_many_answers_and_the_next_is_the_same() -> None:
    answer = supposing.load(tiny.files())
    request = orjson.dumps({"changed": {"tax/a.yaml": base64.b64encode(b"title: x\n").decode()}})
    first = answer(request)
    assert len(orjson.loads(first)) > 1
    assert {answer(request) for _ in range(120)} == {first}
