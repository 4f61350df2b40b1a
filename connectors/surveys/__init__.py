"""Forms: what the answers of people mean, whichever system asked them."""
