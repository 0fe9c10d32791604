"""The synthetic province: made alike from a seed, of valid parts, and such as the evaluator takes."""
