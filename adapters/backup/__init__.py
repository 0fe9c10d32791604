"""The whole store as one file that is the same for every database: written while the service runs, and put back."""
