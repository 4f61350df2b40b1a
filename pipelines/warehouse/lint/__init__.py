"""The rules that a model's query keeps: the portable subset of SQL, and sums that mean something."""
