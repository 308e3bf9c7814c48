"""What staff write about absences of today."""
