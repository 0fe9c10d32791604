"""The console script: every command of the project under one name."""

from __future__ import annotations

import gc

from adapters.cli.main import COMMANDS, cli

__all__ = ["cli", "main"]

COMMANDS.mount("docs", "web.docs_pages.command:docs")
COMMANDS.mount("serve", "web.serve:serve")
COMMANDS.mount("simulate", "web.simulate:simulate")


def main() -> None:
    """Run the command line; ends the process."""
    try:
        cli.main(prog_name="xinheng")
    finally:
        gc.freeze()  # what ends with the process need not be looked through for garbage first
