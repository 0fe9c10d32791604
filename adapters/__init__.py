"""The outside: exchange formats, workers, the command line."""
