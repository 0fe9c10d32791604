"""Pages, the HTTP API and the console script; thin."""
