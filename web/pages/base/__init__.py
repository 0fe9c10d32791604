"""The policy base to be read: what each release says, in sentences, and who changed what."""
