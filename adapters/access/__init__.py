"""Who may do what: users and their roles, tokens of systems, what is hidden from whom."""
