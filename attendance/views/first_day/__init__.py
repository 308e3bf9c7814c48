"""The pages of the first-day response."""
