"""Simulations that are kept: asked for, run by jobs, looked at again, and the subjects behind their rows explained."""
