"""Reports pulled day by day: asked for, paged, parsed, checked, and told how far they can be trusted."""
