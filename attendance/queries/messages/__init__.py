"""What became of the messages to families, as the pages of the school show it."""
