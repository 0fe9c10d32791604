"""Subjects and facts: taken in, kept as they came, and put together for a verdict."""
