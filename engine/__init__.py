"""What policies mean: pure code, without database, network, web or clock."""
