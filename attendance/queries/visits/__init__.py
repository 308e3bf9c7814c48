"""Reads of home visits."""
