"""Releases in the store: kept, drafted, reviewed, published; which one is live on a day."""
