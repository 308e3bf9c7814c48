"""What staff do on the first day of an absence and after."""
