"""The report of a year: what was asked, listed, repaired, ended and carried out, by sector and region."""
