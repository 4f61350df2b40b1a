"""Dagster's side: the lake, the warehouse, the scorecard and the publication."""
