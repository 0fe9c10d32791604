"""From YAML text to a checked policy base."""
