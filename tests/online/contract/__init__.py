"""What durable-rules does at and beyond its limits, and how ours keeps within them."""
