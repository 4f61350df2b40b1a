"""From the bytes of a log to typed rows."""
