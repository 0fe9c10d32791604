"""Exchange with others: files taken in and given out, submissions upward, records pulled from another instance."""
