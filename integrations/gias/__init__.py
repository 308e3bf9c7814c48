"""Get Information About Schools (GIAS), the national register of schools, as its downloads give it."""
