"""The Reporting API: the very same visits as in the logs, counted."""
