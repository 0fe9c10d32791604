"""Half an hour of load while processes are killed, the disk is full and the clock jumps: `python -m bench.faults`.

Afterwards every fact that was acknowledged must be in the store once, every verdict be what a fresh evaluation gives,
and the chain whole. `--seconds` makes it shorter; the tests run the same for half a minute.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.service.faults import hurt
from tests.service.running import Running


def main(arguments: Sequence[str] = ()) -> None:
    """Run it, and say what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults")
    parser.add_argument("--seconds", type=float, default=1_800.0)
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as folder, closing(Running(Path(folder, "data"))) as running:
        wrong = hurt(running, Path(folder, "shift"), given.seconds)
        told = Counter((one["error"], *one["frames"][-3:]) for one in running.lines("fault"))
    for one in wrong:
        print(one)
    for (error, *frames), times in told.most_common(20):
        print(f"{times} times {error} at {' < '.join(reversed(frames))}")
    print("nothing is lost, and nothing is different" if not wrong else f"{len(wrong)} things are wrong")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
