"""The policies that are shipped: their cases hold, and the reference judges them alike."""
