"""Every benchmark in turn: `python -m bench`, which takes a few minutes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from bench import contract, load, online, population, rete, service, web


def everybody() -> None:
    """A tenth of the people; `python -m bench.population` takes all of them."""
    population.main(["--small"])


ALL: Final[tuple[tuple[str, Callable[[], None]], ...]] = (
    ("loading a base", load.main),
    ("matching as rules grow", rete.main),
    ("matching beside what is possible", contract.main),
    ("whole verdicts", lambda: online.main(sys.argv[1:])),
    ("everybody at once: a tenth of the province", everybody),
    ("verdicts over HTTP", service.main),
    ("pages", web.main),
)


def main() -> None:
    """Run them all."""
    for title, run in ALL:
        print(f"== {title} ==", flush=True)
        run()
        print(flush=True)


if __name__ == "__main__":
    main()
