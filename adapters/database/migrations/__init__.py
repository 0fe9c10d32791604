"""How the schema came to be what it is, a step after the other; Alembic runs them."""
