"""The benchmarks, run on little, so that they still run, and their own answers."""
