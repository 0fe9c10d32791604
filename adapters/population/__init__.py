"""Populations from outside: read from files and databases, prepared once, opened again and again."""
