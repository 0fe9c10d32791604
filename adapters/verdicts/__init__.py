"""Verdicts of the service: asked of workers by the release meant, receipts kept, given again, and recalled."""
