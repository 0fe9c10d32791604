"""A session with a Spark cluster, on a Java that fits; it sets `JAVA_HOME` and `PYSPARK_PYTHON` of this process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from pyspark.sql import SparkSession

from adapters.spark.java import java_home

_NAME: Final = "xinheng"
_SETTINGS: Final[Mapping[str, str]] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_PYTHON: Final = "spark.pyspark.python"


@contextmanager
def spark_session(master: str, settings: Mapping[str, str] = {}) -> Iterator[SparkSession]:
    """A session with the cluster at *master* (`spark://…`, `yarn`, `local[2]`), ended when left.

    *settings* are Spark's own, by name. The interpreter of the workers is this one unless `spark.pyspark.python` says
    otherwise; Xinheng of this version must be installed for it.
    """
    os.environ["JAVA_HOME"] = str(java_home())
    os.environ["PYSPARK_PYTHON"] = settings.get(_PYTHON, sys.executable)  # the setting alone is for `spark-submit`
    builder = SparkSession.builder.master(master).appName(_NAME)
    for name, value in {**_SETTINGS, **settings}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()
