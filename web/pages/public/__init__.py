"""The pages for everybody: published lists, reports verified, and what to do if one is listed."""
