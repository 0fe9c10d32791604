"""Hypothesis strategies for small policy bases and for facts that hit their boundaries."""

from tests.generators.scenes import Scene, scenes

__all__ = ["Scene", "scenes"]
