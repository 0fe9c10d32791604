"""From what was found out about a subject to what the verdict says of it, part by part (S26)."""
