"""Worker processes: a fault of the C code in one costs a retry, never an answer and never the service."""
