"""The pages about subjects: found, told of as of any day, reported on, and shown the way off their lists."""
