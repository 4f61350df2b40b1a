"""Local servers that speak each vendor's protocol, one module a vendor: `python -m sandbox.servers`."""
