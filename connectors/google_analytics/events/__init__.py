"""Google Analytics 4's event export to BigQuery, dropped as files: nested rows become the columns of `web_events`."""
