"""How long it takes to read and check a base of 200 policies, and to check it again after one was edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

from engine.checks import check_files
from engine.language import base

SEED = Path(__file__).parents[1] / "tests" / "broken" / "_base"
RULE = """
  rule_{number}:
    label: 第{number}种情形
    on: labour_directive
    about: {{outcome: not_complied}}
    where: {{amount: ">= large * {number}", months: "[{number}..24)"}}
    when: {{any: [{{count: labour_directive, within: {number} months, is: ">= 2"}}, {{subject: {{kind: enterprise}}}}]}}
    basis: order45/{number}
    in_force: {{from: 2022-01-01}}
    period: {number} years
    on_repeat: restart
"""


def main() -> None:
    """Print the three times."""
    files = generated(200, rules=8)
    base._read.cache_clear()  # noqa: SLF001  # a first reading is to be timed
    print(f"{len(files)} files, {sum(map(len, files.values())) // 1000} kB")
    print(f"read, compile and check: {timed(lambda: checked(files)):.3f} s (to stay below 2)")
    edits = [timed(lambda n=n: checked(edited(files, n))) for n in range(5)]  # type: ignore[misc]  # mypy infers no lambda with a default
    print(f"again after one edit:    {sorted(edits)[2]:.3f} s (to stay below 0.1)")


def generated(policies: int, *, rules: int) -> dict[str, bytes]:
    """A base of so many *policies*, each a list with so many *rules* besides that of the seed."""
    files = {path.relative_to(SEED).as_posix(): path.read_bytes() for path in SEED.rglob("*.yaml")}
    seed = files.pop("labour/wage-arrears.yaml").decode()
    more = "".join(RULE.format(number=number) for number in range(1, rules + 1))
    text = seed.replace("listings:\n", "listings:" + more)
    return files | {f"generated/list-{number}.yaml": f"# {number}\n{text}".encode() for number in range(policies)}


def edited(files: Mapping[str, bytes], number: int) -> dict[str, bytes]:
    """*files* with another period in one of them."""
    path = f"generated/list-{number}.yaml"
    return {**files, path: files[path].replace(b"period: 3 years", b"period: 4 years")}


def checked(files: Mapping[str, bytes]) -> None:
    """Check *files*, which must be in order."""
    problems = check_files(files).problems
    assert not problems, problems[0]


def timed(work: Callable[[], None]) -> float:
    """The seconds that *work* takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    main()
