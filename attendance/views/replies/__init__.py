"""Pages of families' answers: the one behind a link, and the school's."""
