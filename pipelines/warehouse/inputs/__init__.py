"""What models read besides each other: the lake, the configuration, the loads."""
