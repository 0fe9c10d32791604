"""A standalone cluster of Spark on this machine: a master and workers, processes of their own that can be killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyspark
from pyspark.sql import SparkSession

from adapters.spark.java import java_home
from adapters.spark.session import spark_session

QUICK: Final = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""What lets a Java that lives for a minute start with a third of the work."""
_HOST: Final = "127.0.0.1"
_HERE: Final = str(Path(__file__).parents[2])
_PATIENCE: Final = 300.0
_MASTER: Final = re.compile(rf"Starting Spark master at (spark://{_HOST}:\d+)")
_REGISTERED: Final = re.compile("Successfully registered with master")


@dataclass
class Cluster:
    """A master and *workers* of one core each, on loopback; all they write goes below *folder*."""

    folder: Path
    master: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _all: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, workers: int) -> None:
        """Start the master, then the workers, all of whom it knows when this returns."""
        process, log = self._daemon("master.Master", "master", "--port", "0")
        self.master = _awaited(_MASTER, process, log).group(1)
        self.take_in(workers)

    def take_in(self, workers: int) -> None:
        """Start so many workers more."""
        numbers = range(len(self._all), len(self._all) + workers)
        started = [self._daemon("worker.Worker", f"worker-{n}", *self._worker(n)) for n in numbers]
        for process, log in started:
            _awaited(_REGISTERED, process, log)
            self.workers.append(process)

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """End *worker* and its executors at once, as when the power of a machine fails."""
        self.workers.remove(worker)
        _end(worker)

    def stop(self) -> None:
        """End all there is."""
        for process in reversed(self._all):
            _end(process)

    def _worker(self, number: int) -> tuple[str, ...]:
        work = str(self.folder / f"work-{number}")
        return ("--cores", "1", "--memory", "1g", "--port", "0", "--work-dir", work, self.master)

    def _daemon(self, name: str, called: str, *args: str) -> tuple[subprocess.Popen[bytes], Path]:
        spark = Path(pyspark.__file__).parent
        log = self.folder / f"{called}.log"
        environment = {
            **os.environ, "JAVA_HOME": str(java_home()), "SPARK_HOME": str(spark), "SPARK_LOCAL_IP": _HOST,
            "SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": f"{QUICK} -Dspark.master.rest.enabled=false",
            "PYTHONPATH": _HERE,
        }  # fmt: skip
        command = [str(spark / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", "--host", _HOST]
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*command, "--webui-port", "0", *args],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, start_new_session=True,
            )  # fmt: skip
        self._all.append(process)
        return process, log


@contextmanager
def running(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster of so many workers, ended when left."""
    cluster = Cluster(folder)
    try:
        cluster.start(workers)
        yield cluster
    finally:
        cluster.stop()


@contextmanager
def joined(cluster: Cluster, folder: Path) -> Iterator[SparkSession]:
    """A session with *cluster*, ended when left; what it writes by itself goes to *folder*."""
    settings = {
        "spark.driver.host": _HOST,
        "spark.driver.bindAddress": _HOST,
        "spark.cores.max": "2",
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",  # no part is judged before both workers are there
        "spark.scheduler.maxRegisteredResourcesWaitingTime": "120s",
        "spark.driver.memory": "512m",
        "spark.executor.memory": "512m",
        "spark.task.maxFailures": "2",
        "spark.driver.extraJavaOptions": QUICK,
        "spark.executor.extraJavaOptions": QUICK,
        "spark.executorEnv.PYTHONPATH": _HERE,
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.warehouse.dir": str(folder),
    }
    with spark_session(cluster.master, settings) as session:
        yield session


def _awaited(pattern: re.Pattern[str], process: subprocess.Popen[bytes], log: Path) -> re.Match[str]:
    """What *pattern* finds in the *log* of *process*, as soon as it does."""
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if found := pattern.search(log.read_text(errors="replace")):
            return found
        time.sleep(0.05)
    raise AssertionError(f"no `{pattern.pattern}` in {log}:\n{log.read_text(errors='replace')}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)  # its executors are of its group
    process.wait()
