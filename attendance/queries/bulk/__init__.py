"""Bulk acts, read for their preview and their pages."""
