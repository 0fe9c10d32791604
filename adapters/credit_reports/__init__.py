"""Credit reports: what a release makes of a subject, handed out with a code by which anybody can verify it."""
