"""The commands that need no pages: what a policy officer and a build server type."""
