"""Tests that cite docs/meaning.md by number."""
