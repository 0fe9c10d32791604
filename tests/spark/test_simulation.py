"""A simulation on a real cluster comes to what one machine counts, whoever falls out of it and however it is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession

from adapters.simulation.running import simulate
from adapters.simulation.unfinished import Counted, Unfinished, key_of
from adapters.spark import simulate as on_spark
from adapters.spark.arriving import arriving
from engine.population.impact import Impact
from tests.cli.run import run, written
from tests.simulation import province
from tests.spark import made
from tests.spark.cluster import Cluster

MEMORY = 2_000_000_000
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def expected() -> Impact:
    """What one machine counts."""
    return simulate(province.releases(), province.store(), province.wanted(), lambda *_: None, memory=MEMORY)


@pytest.fixture
def kept(tmp_path: Path) -> Unfinished:
    return Unfinished(tmp_path / ".out.unfinished", key_of(province.releases(), province.store(), province.wanted()))


class Told:
    """How many subjects are done, every time it was told; a run is stopped where more than *most* are."""

    def __init__(self, most: int = made.SUBJECTS) -> None:
        self.most, self.told = most, list[int]()

    def __call__(self, done: int, all_: int) -> None:
        assert all_ == made.SUBJECTS
        self.told.append(done)
        if done > self.most:
            raise KeyboardInterrupt


class Loss(Told):
    """Kills a worker of *cluster* once some are counted and both workers are at it, while others wait."""

    def __init__(self, cluster: Cluster, spark: SparkSession) -> None:
        super().__init__()
        self.cluster, self.tracker = cluster, spark.sparkContext.statusTracker()
        self.done: int | None = None
        self.stages: list[int] = []

    def __call__(self, done: int, all_: int) -> None:
        super().__call__(done, all_)
        if self.done is None and 0 < done < all_ - 4 * all_ // made.PARTS:
            at_work = {one: self.tracker.getStageInfo(one) for one in self.tracker.getActiveStageIds()}
            busy = [one for one, info in at_work.items() if info is not None and info.numActiveTasks]
            if len(busy) == 2:  # each part is a stage of its own
                self.cluster.kill(self.cluster.workers[0])
                self.done, self.stages = done, busy

    @property
    def failed(self) -> int:
        """How many parts that were at work then came to nothing."""
        found = [self.tracker.getStageInfo(one) for one in self.stages]
        return sum(one.numFailedTasks for one in found if one is not None)


def _run(spark: SparkSession, told: Told, kept: Unfinished | None = None) -> Impact:
    """What the cluster counts, but for its name."""
    files = made.files(), province.candidate()
    impact = on_spark.simulate_on_spark(
        spark, files, province.releases(), province.store(), province.wanted(), told, memory=MEMORY, unfinished=kept
    )
    assert impact.settings.engine == "spark"
    return replace(impact, settings=replace(impact.settings, engine="columns"))


def test_a_run_that_is_stopped_goes_on_from_what_was_counted(
    spark: SparkSession, expected: Impact, kept: Unfinished
) -> None:
    first = Told(most=made.SUBJECTS // 2)
    with pytest.raises(KeyboardInterrupt):
        _run(spark, first, kept)
    assert not spark.sparkContext.statusTracker().getActiveJobsIds(), "it is stopped everywhere"
    groups = list(kept.read())
    counted = sum(one.end - one.start for one in groups)
    assert made.SUBJECTS > counted >= first.told[-1]
    again, here = Told(), Told()
    assert _run(spark, again, kept) == expected
    assert again.told[0] == counted
    assert again.told[-1] == made.SUBJECTS
    assert list(kept.read())[: len(groups)] == groups
    assert len(list(kept.read())) == made.PARTS
    kept.remove()
    for one in groups:
        kept.keep(one)
    assert (
        simulate(province.releases(), province.store(), province.wanted(), here, memory=MEMORY, unfinished=kept)
        == expected
    ), "one machine can take over from a cluster"
    assert here.told[0] == counted


def test_a_cluster_that_loses_a_worker_while_it_counts_comes_to_what_one_machine_does(
    cluster: Cluster, spark: SparkSession, expected: Impact
) -> None:
    loss = Loss(cluster, spark)
    found = _run(spark, loss)
    cluster.take_in(2 - len(cluster.workers))  # the tests that follow need not wait for one that will not come
    assert found == expected
    assert loss.done is not None, "no worker was lost while parts were counted"
    assert loss.failed >= 1
    assert loss.told == sorted(loss.told)
    assert loss.told[-1] == made.SUBJECTS


def test_a_command_that_is_killed_goes_on_and_gives_the_same_bytes(
    cluster: Cluster, spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As people type it; the last of these tests, since the command ends the session with the cluster."""
    assert spark.sparkContext.master == cluster.master
    spark.stop()  # its executors would not make room for those of the command
    now = written(tmp_path / "a", made.files())
    asked = (
        "--candidate",
        written(tmp_path / "b", province.candidate()),
        "--population",
        str(province.store()),
        "--as-of",
        "2026-06-30",
        "--from",
        "2026-01-01",
    )
    on_cluster = ("--engine", "spark", "--master", cluster.master)
    out, whole, here = (tmp_path / name / "report" for name in ("killed", "whole", "here"))
    out.parent.mkdir()
    groups = _killed(out, ("simulate", str(out), *asked, *on_cluster), now)
    assert not out.exists()
    given: list[Any] = []

    def noted(spark: SparkSession, parts: Any, *more: Any) -> Any:
        given.extend(parts)
        return arriving(spark, parts, *more)

    with monkeypatch.context() as patched:
        patched.setattr(on_spark, "arriving", noted)
        result = run("simulate", str(out), *asked, *on_cluster, XINHENG_POLICIES=now)
    assert (result.exit_code, result.stderr) == (0, "")
    assert {one.start for one in given} | {one.start for one in groups} == {one * 250 for one in range(made.PARTS)}
    assert len(given) + len(groups) == made.PARTS, "nobody is counted twice"
    assert [file.name for file in out.parent.iterdir()] == ["report"]
    for other, engine in ((whole, on_cluster), (here, ())):
        result = run("simulate", str(other), *asked, *engine, XINHENG_POLICIES=now)
        assert (result.exit_code, result.stderr) == (0, "")
    assert _files(out) == _files(whole)
    _same_but_for_the_engine(out, here, f"--engine spark --master {cluster.master}")


def _killed(out: Path, command: tuple[str, ...], policies: str) -> list[Counted]:
    """What was kept beside *out* of the *command*, which is killed as soon as it has counted something."""
    file = out.with_name(f".{out.name}.unfinished")
    log = out.with_name("killed.log")
    with log.open("wb") as said:  # a pipe that nobody reads would hold Java up
        process = subprocess.Popen(
            [sys.executable, "-c", "from web.cli import main; main()", *command],
            env={**os.environ, "XINHENG_POLICIES": policies, "XINHENG_LANG": "en"},
            cwd=Path(__file__).parents[2],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
    try:
        while process.poll() is None and not _groups(file):
            time.sleep(0.02)
        assert process.poll() is None, log.read_text(errors="replace")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # its Java is of its group
        process.wait()
    log.unlink()
    return _groups(file)


def _groups(file: Path) -> list[Counted]:
    """What *file* keeps, whatever was asked."""
    key = file.read_bytes().split(b"\n")[0].decode() if file.exists() else ""
    return list(Unfinished(file, key).read())


def _files(out: Path) -> dict[str, bytes]:
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*") if file.is_file()}


def _same_but_for_the_engine(out: Path, here: Path, command: str) -> None:
    """The data of the report of a cluster and of one machine are the same bytes; what was asked tells them apart."""
    mine, theirs = ({file.name: file.read_bytes() for file in (one / "parquet").iterdir()} for one in (out, here))
    assert mine.pop("settings.parquet") != theirs.pop("settings.parquet")
    assert mine == theirs
    assert pq.read_table(out / "parquet" / "affected.parquet").num_rows
    settings = [
        dict(zip(*pq.read_table(one / "parquet" / "settings.parquet").to_pydict().values(), strict=True))
        for one in (out, here)
    ]
    assert [one.pop("engine") for one in settings] == ["spark", "columns"]
    commands = [one.pop("command") for one in settings]
    assert command in commands[0]
    assert settings[0] == settings[1]
