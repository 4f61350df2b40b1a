"""Which fields the Logs API has, of which types, and what attribution makes of their names."""
