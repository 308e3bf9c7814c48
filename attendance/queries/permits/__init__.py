"""Codes agreed ahead, read for pages and rules."""
