"""The store: SQLite beside the program, or PostgreSQL; one schema, one way to migrate it."""
