"""A change of policy tried on a population: what is asked for, sweeps, words, and the run that makes an impact."""
