"""The impact of a change as one HTML file that needs nothing else: an official reads it, prints it, passes it on."""
