"""API sources in Dagster: what is fetched, what is accepted, what is checked and shown."""
