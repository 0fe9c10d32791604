"""The online evaluator: matching on durable-rules."""
