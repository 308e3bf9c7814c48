"""Rows of text to plain facts, or to sentences that say what is wrong with them (pure)."""
