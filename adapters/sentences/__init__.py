"""The policy base as sentences an official can read, each with what it cites and where its words lead."""
