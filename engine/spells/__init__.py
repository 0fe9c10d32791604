"""The fold of one list: firings, decisions, cures and repairs into grounds and spells (S11–S21)."""
