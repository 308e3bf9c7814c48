"""Tests of the attendance app's rules."""
