"""Reads of the sealed record, inside the door."""
