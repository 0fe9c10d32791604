"""The ledger: what was done, in a chain that shows whether anything was altered or dropped; and forgetting."""
