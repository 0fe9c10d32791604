"""The evaluation of populations beyond one machine: the engine's own columns in every partition of Apache Spark."""
