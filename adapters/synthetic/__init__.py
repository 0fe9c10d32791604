"""A synthetic province: subjects and facts drawn from a seed, of any number; nothing in it is about anybody real."""
