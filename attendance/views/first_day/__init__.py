"""Pages about absences of today and of the days before."""
