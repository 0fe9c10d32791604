"""The HTTP API under `/v1`: a module a resource, each operation with its models and the permission it asks for."""
