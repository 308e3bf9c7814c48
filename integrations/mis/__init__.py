"""Systems that hold a school's pupils and marks: one folder per way in."""
