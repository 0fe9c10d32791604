"""Casework: the life of a listing with due process, appeals, complaints and claims, and measures carried out."""
