"""What every connector shares: errors that are sentences, and the pieces a stream is made of."""
