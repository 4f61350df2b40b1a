"""Dagster assets: glue between Dagster and the parts that do the work."""
