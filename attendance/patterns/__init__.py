"""Patterns: what marks show that a person may ask about, each with its counts and a caution. Never a verdict.

`history` reads marks, `shape` sums up a school, each detector looks for one thing, and `find` asks them all.
How often a pupil without a pattern shows one is bounded by a dated value, over all detectors together.
"""
