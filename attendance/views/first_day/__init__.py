"""Pages of the first-day response."""
