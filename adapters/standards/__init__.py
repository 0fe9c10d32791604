"""Facts from the exchange formats: double publicity (双公示) files, plain JSON, YAML and CSV."""
