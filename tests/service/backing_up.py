"""A backup or restore as a process that says how far it is, and takes its time."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from adapters.backup.restoring import restore
from adapters.backup.writing import back_up
from adapters.database.connect import Database


def told(done: int, total: int) -> None:
    sys.stdout.write(f"{done}/{total}\n")
    sys.stdout.flush()
    time.sleep(0.1)


if __name__ == "__main__":
    what, url, path = sys.argv[1:]
    if what == "backup":
        back_up(Database(url), Path(path), datetime.now(UTC), told)
    else:
        restore(Database(url), Path(path), told)
