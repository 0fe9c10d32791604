"""Many subjects at once: the same compiled policies over columns."""
