"""The bulletin of a day: what tutors and heads of year are told of their pupils."""
