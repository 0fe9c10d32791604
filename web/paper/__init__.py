"""Paper: documents as PDF, with the pinned Chinese web font in them."""
