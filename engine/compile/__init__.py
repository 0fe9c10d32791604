"""From the checked policy base to one small form that every evaluator reads."""
