"""Days of an API: replaced whole, compared with what was there, kept aside where they shrank, asked for again."""
