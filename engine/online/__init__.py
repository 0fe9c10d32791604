"""One subject at a time: match, trace, evaluate."""
