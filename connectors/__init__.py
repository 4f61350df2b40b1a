"""Sources: each folder speaks one vendor's protocol and yields Arrow batches; none knows Dagster or DuckDB."""
