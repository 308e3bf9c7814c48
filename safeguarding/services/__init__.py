"""Verbs of the sealed record."""
