"""The Logs API at work: a range of days becomes rows, whatever happens in between."""
