"""Casework: the desk of what is due, matters step by step, and the letters they give rise to."""

from web.pages.casework import desk, letters, matters, opening
from web.pages.casework.area import casework

__all__ = ["casework", "desk", "letters", "matters", "opening"]
