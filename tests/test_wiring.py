"""The concrete parts put together: a folder in, verdicts out, the same in this process and in worker processes."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from adapters import folder as folders
from adapters.folder import read_folder
from adapters.wiring import evaluator_of, load
from adapters.workers.pool import WorkerPool
from adapters.workers.work import Undecided
from engine.calendar import parse_day
from engine.language.source import MAX_BYTES
from engine.online.answer import Question, answer
from engine.problems import PolicyError, RuntimeFault

BASE = {
    "departments.yaml": "departments: {labour: {title: 劳动}}",
    "measures/all.yaml": """
basis: {law: {title: 目录}}
measures:
  ban: {title: 限制, kind: administrative, executors: labour, basis: law/1, kinds: enterprise, strength: shall}
""",
    "facts/labour.yaml": """
fact_types:
  directive:
    title: 责令支付
    evidence: decision
    identity: document_no
    fields:
      document_no: {type: string, label: 文号, required: true}
      amount: {type: decimal, label: 金额, unit: CNY}
""",
    "labour/arrears.yaml": """
title: 欠薪名单
authority: labour
applies_to: enterprise
basis: {order: {title: 办法}}
parameters: {large: {unit: CNY, label: 较大, values: {2020-01-01: 10000}, basis: order/2}}
law_of: listing
list: {kind: watch}
listings:
  large: {on: directive, where: {amount: ">= large"}, basis: order/3, period: 1 year}
measures: [{measure: ban, by: labour, strength: shall, basis: order/4}]
""",
}
FATAL = "poison"


def load_fragile(folder: str) -> Callable[[bytes], bytes]:
    """What answers by *folder*, and dies of a subject called as FATAL says."""
    evaluate = load(folder)

    def fragile(request: bytes) -> bytes:
        if FATAL.encode() in request:
            os.kill(os.getpid(), signal.SIGSEGV)
        return evaluate(request)

    return fragile


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("policies"), BASE)


@pytest.fixture(scope="module")
def evaluate(base: Path) -> Callable[[bytes], bytes]:
    return load(str(base))


@pytest.fixture(scope="module")
def pool(base: Path) -> Iterator[WorkerPool]:
    with WorkerPool(load_fragile, [str(base)], size=2) as started:
        yield started


def written(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


def fact(number: int = 1, amount: Any = "20000.50", **changed: Any) -> dict[str, Any]:
    fields = {"document_no": f"令{number}号", "amount": amount}
    return {"id": f"f{number}", "type": "directive", "date": "2026-01-05", "fields": fields} | changed


def asked(**changed: Any) -> dict[str, Any]:
    subject = {"id": "s", "kind": "enterprise"}
    return {"subject": subject, "facts": [fact()], "as_of": "2026-03-01", "principals": {}} | changed


def request_of(**changed: Any) -> bytes:
    return orjson.dumps(asked(**changed))


def test_a_folder_is_read_by_relative_path_and_hidden_files_are_not(tmp_path: Path) -> None:
    written(
        tmp_path, {"a.yaml": "1", "b/c/d.yaml": "2", "b/e.yml": "3", "b/f.txt": "4", ".git/g.yaml": "5", ".h.yaml": "6"}
    )
    assert read_folder(tmp_path) == {"a.yaml": b"1", "b/c/d.yaml": b"2", "b/e.yml": b"3"}


def test_a_file_too_large_to_be_law_is_read_just_so_far_that_the_engine_refuses_it(tmp_path: Path) -> None:
    written(tmp_path, BASE | {"labour/large.yaml": "#" * (2 * MAX_BYTES)})
    assert len(read_folder(tmp_path)["labour/large.yaml"]) == MAX_BYTES + 1
    with pytest.raises(PolicyError, match=r"\[syntax\.too_large\]"):
        evaluator_of(tmp_path)


@pytest.mark.parametrize(
    ("name", "error"),
    [("missing", "No such file or directory"), ("file.yaml", "Not a directory"), ("empty", "no `.yaml` file in this")],
)
def test_what_is_no_folder_of_policies_says_so(tmp_path: Path, name: str, error: str) -> None:
    written(tmp_path, {"file.yaml": "1", "empty/readme.txt": "2"})
    with pytest.raises(OSError, match=error):
        evaluator_of(tmp_path / name)
    with pytest.raises(RuntimeFault, match="the policy base cannot be read: .*" + error):
        load(str(tmp_path / name))


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES"])
def test_far_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(folders, limit, 2)
    with pytest.raises(OSError, match="more YAML than a policy base can hold"):
        read_folder(written(tmp_path, {f"{n}.yaml": "1" for n in range(3)}))


def test_a_base_with_problems_is_refused_with_all_of_them(tmp_path: Path) -> None:
    arrears = BASE["labour/arrears.yaml"].replace("on: directive", "on: directed").replace("by: labour", "by: labor")
    with pytest.raises(PolicyError) as refused:
        evaluator_of(written(tmp_path, BASE | {"labour/arrears.yaml": arrears}))
    codes = {problem.code for problem in refused.value.problems}
    assert codes >= {"language.unknown_fact_type", "language.unknown_department"}


def test_an_answer_is_the_verdict_as_the_engine_gives_it(base: Path, evaluate: Callable[[bytes], bytes]) -> None:
    as_of = parse_day("2026-03-01")
    expected = answer(evaluator_of(base), Question({"id": "s", "kind": "enterprise"}, [fact()], as_of, as_of, {}))
    assert expected.outcome == "listed"
    assert evaluate(request_of()) == expected.json()


@pytest.mark.parametrize(
    ("changed", "part", "expected"),
    [
        ({"as_of": "2026-01-04"}, "outcome", "no_record"),
        ({"known_at": "2026-02-01", "facts": [fact(recorded="2026-02-02")]}, "facts", []),
        ({"known_at": None}, "known_at", "2026-03-01"),
        ({"known_at": "2026-04-01"}, "known_at", "2026-04-01"),
        ({"principals": None, "assume_decided": True}, "outcome", "listed"),
        ({"principals": {"p": {"facts": []}}}, "outcome", "listed"),
    ],
)
def test_each_key_of_a_request_is_heeded(
    evaluate: Callable[[bytes], bytes], changed: dict[str, Any], part: str, expected: object
) -> None:
    assert orjson.loads(evaluate(request_of(**changed)))[part] == expected


WRONG = {
    b"{": "facts.not_a_record",
    b"[]": "facts.not_a_record",
    b"\xff": "facts.not_a_record",
    request_of(subject=None): "facts.not_a_record",
    request_of(subject={"id": ""}): "facts.bad_id",
    request_of(asof="2026-03-01"): "facts.unknown_key",
    request_of(as_of="2026-02-30"): "facts.bad_day",
    request_of(as_of=None): "facts.bad_day",
    request_of(known_at=20260301): "facts.bad_day",
    request_of(facts={"id": "f"}): "facts.bad_value",
    request_of(facts=["f"]): "facts.not_a_record",
    request_of(facts=[fact(amount=1.5)]): "facts.bad_value",
    request_of(facts=[fact(type="directed")]): "facts.unknown_type",
    request_of(principals=[]): "facts.not_a_record",
    request_of(principals={"p": None}): "facts.not_a_record",
    request_of(principals={"p": {"subject": "p"}}): "facts.not_a_record",
    request_of(principals={"p": {"facts": {}}}): "facts.bad_value",
    request_of(assume_decided="yes"): "facts.bad_value",
}


@pytest.mark.parametrize("request_", WRONG)
def test_what_is_wrong_with_a_request_is_answered_with_a_remedy(
    evaluate: Callable[[bytes], bytes], request_: bytes
) -> None:
    found = orjson.loads(evaluate(request_))
    assert found.keys() == {"problems"}
    assert WRONG[request_] in [problem["code"] for problem in found["problems"]]
    for problem in found["problems"]:
        assert problem.keys() == {"code", "place", "message", "remedy"}
        assert re.fullmatch(r"request(/p)?:\d+:1", problem["place"])


def test_everything_wrong_is_said_at_once(evaluate: Callable[[bytes], bytes]) -> None:
    found = orjson.loads(
        evaluate(request_of(facts=[fact(1, "x"), fact(2, "-1"), fact(2)], subject={"id": "s", "age": 3}))
    )
    codes = ["facts.unknown_key", "facts.bad_value", "facts.bad_value"]
    assert [problem["code"] for problem in found["problems"]] == codes


def test_workers_answer_byte_for_byte_as_this_process_does(
    pool: WorkerPool, evaluate: Callable[[bytes], bytes]
) -> None:
    requests = [
        request_of(subject={"id": f"s{n}"}, facts=[fact(m, str(9_000 + 500 * m)) for m in range(n % 7)])
        for n in range(120)
    ]
    requests[60] = request_of(as_of="never")
    assert pool.evaluate(requests) == [evaluate(request) for request in requests]


@pytest.mark.slow
def test_a_subject_whose_worker_dies_is_undecided_and_no_other(
    pool: WorkerPool, evaluate: Callable[[bytes], bytes]
) -> None:
    requests = [request_of(subject={"id": f"s{n}"}) for n in range(60)]
    requests[31] = request_of(subject={"id": FATAL})
    answers = pool.evaluate(requests)
    assert answers.pop(31) == Undecided("the worker was ended by SIGSEGV")
    assert answers == [evaluate(request) for request in requests if FATAL.encode() not in request]
