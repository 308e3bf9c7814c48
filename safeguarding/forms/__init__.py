"""Forms of the sealed record."""
