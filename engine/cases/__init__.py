"""Policy cases beside the policies: given facts, the verdict due; what they cover, and what they would not notice."""
