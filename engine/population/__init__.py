"""Millions of subjects at once: what two releases make of a whole population, side by side."""
