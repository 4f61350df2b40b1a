"""Checks of a model's rows, and what they say."""
