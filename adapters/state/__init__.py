"""Where everybody stands now: kept after facts, rolled from day to day, and told to whoever follows it."""
