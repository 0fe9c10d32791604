"""Worker processes, crashed and hung in earnest."""
