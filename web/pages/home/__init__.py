"""The home page: for each role what needs doing, how large lists are, what was released last."""
