"""The columns of logs, made of the company's visits where they say it, and derived from them where not."""
