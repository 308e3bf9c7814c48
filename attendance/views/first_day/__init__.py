"""Pages of the first day of an absence and after."""
