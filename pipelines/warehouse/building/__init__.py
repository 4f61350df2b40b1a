"""Making a model's rows: whole, by days, or by keys."""
