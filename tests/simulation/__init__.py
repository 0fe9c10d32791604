"""A change of policy over a population: counts on a town that fits on a page, sweeps, and the command line."""
