"""Forty list policies written twice, in the project's language and by hand, over the facts of the invented province."""
