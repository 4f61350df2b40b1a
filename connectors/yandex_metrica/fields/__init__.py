"""The fields that can be asked for, and the typed columns that they become."""
