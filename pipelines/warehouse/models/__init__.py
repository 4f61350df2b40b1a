"""A model: its file's parts, its place among the layers, and what its SQL reads and yields."""
