"""What the Data API is asked, within its quotas, and what a refusal means."""
