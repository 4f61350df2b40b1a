"""What a file's texts mean: expressions, casts, and the statements that make records of them."""
