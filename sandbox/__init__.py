"""The demo company: its deterministic life, and local servers that speak each vendor's protocol."""
