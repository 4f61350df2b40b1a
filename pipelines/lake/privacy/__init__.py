"""What is never kept: contacts become tokens, names and free text are dropped or masked."""
