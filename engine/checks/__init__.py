"""Checks over a whole base, beyond what reading and compiling find."""

from __future__ import annotations

from engine.checks.all import Checked, check, check_files

__all__ = ["Checked", "check", "check_files"]
