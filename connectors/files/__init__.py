"""Files that people drop: read strictly as text, mapped to the interchange tables."""
