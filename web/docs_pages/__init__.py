"""The policy base as static pages: made by `xinheng docs`, read from a folder without a server."""
