"""Review and publish: changes that wait read and discussed, approved by a second person, published, taken back."""
