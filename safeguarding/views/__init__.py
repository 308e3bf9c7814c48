"""Pages of the sealed record."""
