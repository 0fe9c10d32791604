"""What is measured of a cluster: the processes that are below others, and one change of the shipped policies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from adapters.folder import read_folder
from bench.cluster import POLICY, candidate, spent
from bench.figures import ROOT


def test_what_processes_below_others_took_is_counted_with_them() -> None:
    busy = "import os\nwhile sum(os.times()[:2]) < 0.2: pass\nprint(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as below:
        assert below.stdout is not None
        below.stdout.readline()
        alone, both = spent(below.pid)["Python"], spent(os.getpid())["Python"]
        below.communicate(b"\n")
    assert alone >= 0.1
    assert both > alone
    assert not spent(below.pid)


def test_the_candidate_is_the_shipped_policies_with_one_list_changed(tmp_path: Path) -> None:
    shipped, changed = read_folder(ROOT / "policies"), read_folder(candidate(tmp_path / "candidate"))
    assert shipped.keys() == changed.keys()
    assert [name for name in shipped if shipped[name] != changed[name]] == [POLICY]
