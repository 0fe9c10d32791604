"""Who is told of changes of status: subscriptions, and messages delivered at least once (Standard Webhooks)."""
