"""Tests of the schools app's rules."""
