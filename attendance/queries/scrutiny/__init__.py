"""Scrutiny of registers: what is unlawful, contradictory or missing in the marks of a period."""
