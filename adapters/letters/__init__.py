"""Letters that a proceeding gives rise to: templates that officers word, filled from the verdict and what was done."""
