"""The list of pupils: what it is asked for, who is in it, its columns, and its page."""
